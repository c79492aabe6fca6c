package net.es.esmond.storage.testkit.chaos.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SmallDiskTest {
  @TempDir Path folder;

  @Test
  void a_full_disk_takes_nothing_until_it_is_freed() throws IOException {
    String unavailable = SmallDisk.unavailable(folder.resolve("scratch"));
    assumeTrue(unavailable.isEmpty(), unavailable);
    Path file = folder.resolve("disk").resolve("file");

    try (SmallDisk disk = new SmallDisk(folder.resolve("disk"), 1)) {
      disk.fill();
      assertThatThrownBy(() -> Files.write(file, new byte[8192]))
          .hasMessageContaining("No space left");
      disk.free();

      assertThat(Files.write(file, new byte[8192])).hasSize(8192);
    }
    assertThat(file).doesNotExist();
  }
}
