package net.es.esmond.storage.testkit.quickstart;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import net.es.esmond.storage.EsmondStorage;
import net.es.esmond.storage.conf.EsmondConf;
import net.es.esmond.storage.metadata.Metadata;
import net.es.esmond.storage.testkit.cassandra.CassandraNode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The library at its main job: loads measurements into a real archive, loses a node while it does,
 * and reads everything back. Takes a folder with files of esmond's sample form as its one argument;
 * makes its own series without one.
 */
public final class Quickstart {
  private static final Logger LOG = LoggerFactory.getLogger(Quickstart.class);
  private static final int NODES = 3;
  private static final int REPLICAS = 2;
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final Inputs inputs;
  private final Report report = new Report();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

  private Quickstart(Inputs inputs) {
    this.inputs = inputs;
  }

  /**
   * Runs the quick start.
   *
   * @param args the folder with the input, or nothing
   */
  public static void main(String[] args) throws InterruptedException {
    ParentProcess.endWithIt();
    Optional<Path> folder =
        args.length == 0 || args[0].isBlank() ? Optional.empty() : Optional.of(Path.of(args[0]));
    String failure = "see the lines above";
    boolean passed = false;
    try {
      passed = new Quickstart(Inputs.of(folder)).run();
    } catch (RuntimeException e) {
      LOG.error("The quick start ended early", e);
      failure = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }
    say(
        passed
            ? "verdict: passed, every point that was written is there"
            : "verdict: FAILED, " + failure);
    System.exit(passed ? 0 : 1);
  }

  private boolean run() throws InterruptedException {
    inputs.skipped().forEach(series -> say("skipped: " + series));
    say("starting three Cassandra nodes and PostgreSQL");
    long start = System.nanoTime();
    try (Archives archives = Archives.start(NODES, REPLICAS)) {
      Duration toStart = since(start);
      EsmondConf conf = EsmondConf.load(archives.writeConf());
      try (EsmondStorage storage =
          EsmondStorage.builder(conf).service(MeterRegistry.class, meters).open()) {
        return use(storage, archives, toStart);
      }
    }
  }

  private boolean use(EsmondStorage storage, Archives archives, Duration toStart)
      throws InterruptedException {
    Map<String, String> keys = register(storage);
    Loader loader = new Loader(storage.archive().withTimeout(TIMEOUT));
    NodeKill kill =
        new NodeKill(new RequestCounts(meters), inputs.points() / 2, archives::killNode);
    Progress progress = new Progress(inputs.points(), loader::failed);
    long start = System.nanoTime();
    for (TestSeries series : inputs.series()) {
      loader.load(
          keys.get(series.test()),
          series,
          sent -> {
            progress.at(sent);
            kill.beforePoint(sent);
          });
    }
    loader.awaitAnswers();
    Duration toLoad = since(start);

    kill.killed().ifPresent(this::restart);
    ReadBack readBack = new ReadBack(storage.archive());
    inputs.series().forEach(series -> readBack.compare(keys.get(series.test()), series));
    Shown shown = new Shown(storage.archive());
    inputs.series().forEach(series -> shown.show(keys.get(series.test()), series));

    StepTable table = new StepTable(storage.archive());
    inputs.series().forEach(series -> table.show(keys.get(series.test()), series));

    System.out.print(
        report
            .add("points written", loader.sent() - loader.failed())
            .add("points read back", readBack.read())
            .add("points wrong", readBack.wrong())
            .add("requests failed", loader.failed() + readBack.failed())
            .add("summaries shown", shown.points())
            .add("steps shown", table.steps())
            .add("nodes killed", kill.killed().isPresent() ? 1 : 0)
            .add("metadata registered", keys.size())
            .add("seconds to start", toStart)
            .add("seconds to load", toLoad));
    return readBack.wrong() == 0
        && readBack.read() == loader.sent()
        && loader.failed() + readBack.failed() == 0;
  }

  private Map<String, String> register(EsmondStorage storage) {
    Map<String, String> keys = new HashMap<>();
    inputs
        .registrations()
        .forEach(
            (test, registration) -> {
              Metadata metadata = storage.metadata().register(registration);
              keys.put(test, metadata.key());
            });
    say("registered " + keys.size() + " tests");
    return keys;
  }

  private void restart(CassandraNode node) {
    say("restarting " + node.name());
    node.start();
  }

  private static Duration since(long nanos) {
    return Duration.ofNanos(System.nanoTime() - nanos);
  }

  static void say(String line) {
    System.out.println(line);
  }
}
