package net.es.esmond.storage.testkit.sql;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.es.esmond.storage.testkit.ServerException;
import net.es.esmond.storage.testkit.internal.Commands;

/**
 * Runs commands of Debian's Django on a database.
 *
 * @param folder has the settings and the models of {@link #copyTo}
 */
record DjangoCommand(Path folder, SqlDatabase database) {
  private static final Path MODELS = Path.of("src/test/resources/django");
  private static final String PYTHON = "/usr/bin/python3";
  private static final Duration TIMEOUT = Duration.ofMinutes(1);

  static boolean isInstalled() {
    try {
      Commands.run(
          List.of(PYTHON, "-c", "import django, psycopg2, rest_framework.authtoken"), TIMEOUT);
      return true;
    } catch (ServerException e) {
      return false;
    }
  }

  static void copyTo(Path folder) throws IOException {
    Files.createDirectory(folder.resolve("api"));
    for (String file : List.of("archive_settings.py", "api/__init__.py", "api/models.py")) {
      Files.copy(MODELS.resolve(file), folder.resolve(file));
    }
  }

  /** Returns what the command printed, or throws with it. */
  String run(String... command) {
    List<String> all = new ArrayList<>(List.of(PYTHON, "-W", "ignore", "-m", "django"));
    all.addAll(List.of(command));
    return Commands.run(
        all,
        Map.of(
            "PYTHONPATH", folder.toString(),
            "DJANGO_SETTINGS_MODULE", "archive_settings",
            "TEST_HOST", SqlDatabase.address().host(),
            "TEST_PORT", String.valueOf(SqlDatabase.address().port()),
            "TEST_DATABASE", database.name(),
            "TEST_USER", SqlDatabase.server().user(),
            "TEST_PASSWORD", SqlDatabase.server().password()),
        TIMEOUT);
  }
}
