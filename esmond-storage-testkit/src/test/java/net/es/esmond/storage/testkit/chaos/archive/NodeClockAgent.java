package net.es.esmond.storage.testkit.chaos.archive;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** Makes the jar that brings {@link NodeClock} into nodes. */
final class NodeClockAgent {
  private NodeClockAgent() {}

  /** Makes the jar, and returns the options of a node that has the clock. */
  static List<String> jvmOptions(Path jar) throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest
        .getMainAttributes()
        .put(new Attributes.Name("Premain-Class"), NodeClock.class.getName());
    String file = NodeClock.class.getName().replace('.', '/') + ".class";
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream all = new JarOutputStream(out, manifest);
        InputStream compiled = NodeClock.class.getClassLoader().getResourceAsStream(file)) {
      all.putNextEntry(new JarEntry(file));
      compiled.transferTo(all);
      all.closeEntry();
    }
    return List.of("-javaagent:" + jar, "-Dcassandra.clock=" + NodeClock.class.getName());
  }
}
