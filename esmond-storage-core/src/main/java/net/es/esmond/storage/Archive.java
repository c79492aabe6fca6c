package net.es.esmond.storage;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import net.es.esmond.storage.cluster.Deadline;
import net.es.esmond.storage.downsample.AggregateFunction;
import net.es.esmond.storage.downsample.Step;
import net.es.esmond.storage.downsample.StepPage;
import net.es.esmond.storage.downsample.Steps;
import net.es.esmond.storage.error.InvalidInputException;
import net.es.esmond.storage.internal.async.CallGate;
import net.es.esmond.storage.internal.async.CallerThread;
import net.es.esmond.storage.internal.async.GatedCall;
import net.es.esmond.storage.internal.async.ProgressReport;
import net.es.esmond.storage.internal.async.TimedTasks;
import net.es.esmond.storage.internal.downsample.StepPages;
import net.es.esmond.storage.internal.downsample.StepQuery;
import net.es.esmond.storage.internal.metadata.Announce;
import net.es.esmond.storage.internal.metadata.SeriesRecords;
import net.es.esmond.storage.internal.meters.MeterSource;
import net.es.esmond.storage.internal.read.PageCounter;
import net.es.esmond.storage.internal.read.PageIterator;
import net.es.esmond.storage.internal.read.RepairAwareReads;
import net.es.esmond.storage.internal.read.SeriesReader;
import net.es.esmond.storage.internal.summary.AllowedLateness;
import net.es.esmond.storage.internal.summary.LateWrites;
import net.es.esmond.storage.internal.summary.SummaryImport;
import net.es.esmond.storage.internal.summary.SummaryPageReader;
import net.es.esmond.storage.internal.summary.SummaryPages;
import net.es.esmond.storage.internal.time.StorageClock;
import net.es.esmond.storage.internal.write.BulkWrite;
import net.es.esmond.storage.internal.write.SeriesWriter;
import net.es.esmond.storage.progress.LongWork;
import net.es.esmond.storage.progress.ProgressListener;
import net.es.esmond.storage.retention.RetentionPolicies;
import net.es.esmond.storage.series.ConflictMode;
import net.es.esmond.storage.series.EventType;
import net.es.esmond.storage.series.IntegerValue;
import net.es.esmond.storage.series.Page;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.SeriesPoint;
import net.es.esmond.storage.series.SeriesQuery;
import net.es.esmond.storage.series.WriteResult;
import net.es.esmond.storage.spi.TimeSeriesStore;
import net.es.esmond.storage.summary.ImportedSummaries;

/**
 * Writes and reads the measurements of an archive. Immutable; safe for use by many threads. Every
 * call has one deadline: {@code cassandra_request_timeout}, or the time that {@link #withTimeout}
 * sets. The deadline covers waiting, every attempt and the update of the metadata record.
 *
 * <p>Stages complete on eight threads that do nothing else, or on the executor that {@link
 * EsmondStorageBuilder#completionExecutor} sets. A continuation may block; it then delays other
 * continuations only. Blocking methods need none of these threads, so a continuation may call them.
 * A blocking method returns at most a quarter of a second after its deadline.
 */
public final class Archive {
  private static final ProgressListener NOBODY = progress -> {};

  private final CallGate calls;
  private final SeriesWriter writer;
  private final SeriesReader reader;
  private final StepPages steps;
  private final SeriesRecords records;
  private final SummaryImport summaries;
  private final TimedTasks timed;
  private final Duration requestTimeout;
  private final View view;

  /**
   * What the calls of one view of the archive have in common.
   *
   * @param conflicts what becomes of a point when a value is already stored for its time
   * @param timeout deadline of each call
   * @param announce when {@code time_updated} is written after a write
   * @param earliest the earliest time of a point
   */
  private record View(
      ConflictMode conflicts, Duration timeout, Announce announce, Instant earliest) {}

  /**
   * The options that an archive was opened with.
   *
   * @param clock the archive's clock
   * @param keepMilliseconds whether times keep their milliseconds
   * @param conflicts what becomes of a point when a value is already stored for its time
   * @param timeout deadline of a call for which the caller gives none
   * @param retention how long points are kept
   * @param lateness when the windows of summaries close
   * @param complete how to read while a repair is due
   * @param timed runs work after pauses and at deadlines
   * @param meters count points, pages and windows
   */
  record Settings(
      StorageClock clock,
      boolean keepMilliseconds,
      ConflictMode conflicts,
      Duration timeout,
      RetentionPolicies retention,
      AllowedLateness lateness,
      RepairAwareReads complete,
      TimedTasks timed,
      MeterSource meters) {}

  Archive(CallGate calls, TimeSeriesStore series, SeriesRecords records, Settings settings) {
    this(
        calls,
        new SeriesWriter(
            series,
            records,
            new LateWrites(
                series.summaries(), settings.retention(), settings.lateness(), settings.clock()),
            settings.complete(),
            settings.timed(),
            settings.clock(),
            settings.keepMilliseconds(),
            settings.meters()),
        new SeriesReader(
            series,
            records,
            new SummaryPages(summaries(series, settings)),
            settings.complete(),
            settings.meters()),
        new StepPages(
            series,
            records,
            summaries(series, settings),
            settings.complete(),
            new PageCounter(settings.meters())),
        records,
        new SummaryImport(series, settings.retention(), settings.lateness(), settings.clock()),
        settings.timed(),
        settings.timeout(),
        new View(settings.conflicts(), settings.timeout(), Announce.AS_CONFIGURED, Point.EARLIEST));
  }

  private static SummaryPageReader summaries(TimeSeriesStore series, Settings settings) {
    return new SummaryPageReader(series, settings.retention(), settings.clock());
  }

  private Archive(
      CallGate calls,
      SeriesWriter writer,
      SeriesReader reader,
      StepPages steps,
      SeriesRecords records,
      SummaryImport summaries,
      TimedTasks timed,
      Duration requestTimeout,
      View view) {
    this.calls = calls;
    this.writer = writer;
    this.reader = reader;
    this.steps = steps;
    this.records = records;
    this.summaries = summaries;
    this.timed = timed;
    this.requestTimeout = requestTimeout;
    this.view = view;
  }

  private Archive with(View other) {
    return new Archive(
        calls, writer, reader, steps, records, summaries, timed, requestTimeout, other);
  }

  /**
   * Returns the same archive with another deadline for each call.
   *
   * @param timeout time a call may take in all, more than zero and at most 365 days
   * @return a view; cheap
   * @throws InvalidInputException when the timeout is out of range
   */
  public Archive withTimeout(Duration timeout) {
    Duration budget = Deadline.after(timeout).budget();
    return with(new View(view.conflicts(), budget, view.announce(), view.earliest()));
  }

  /**
   * Returns the same archive with writes that replace what is stored.
   *
   * @return a view; cheap
   * @throws InvalidInputException when the archive was opened as {@link ConflictMode#STRICT}, which
   *     plain writes would break
   */
  public Archive overwriting() {
    return withConflicts(ConflictMode.OVERWRITE);
  }

  /**
   * Returns the same archive with writes that do not check for stored values, for example for an
   * import. {@link ConflictMode#UNCHECKED} describes the consequences.
   *
   * @return a view; cheap
   * @throws InvalidInputException when the archive was opened as {@link ConflictMode#STRICT}, which
   *     plain writes would break
   */
  public Archive unchecked() {
    return withConflicts(ConflictMode.UNCHECKED);
  }

  private Archive withConflicts(ConflictMode mode) {
    if (view.conflicts() == ConflictMode.STRICT) {
      throw new InvalidInputException("conflicts", mode, "must be STRICT in an archive opened so");
    }
    return with(new View(mode, view.timeout(), view.announce(), view.earliest()));
  }

  /**
   * Returns the same archive with writes that end only once {@code time_updated} is written, for
   * callers whose readers search by time right after a write, through any instance. Writes at the
   * same time share a statement; each costs its caller a request to PostgreSQL, which the deadline
   * covers. A write whose points are stored fails if PostgreSQL cannot serve by the deadline. The
   * time is written later then, and the write may be repeated. By default {@code sql_db_touch_mode}
   * decides.
   *
   * @return a view; cheap
   */
  public Archive announcingAtOnce() {
    return with(new View(view.conflicts(), view.timeout(), Announce.AT_ONCE, view.earliest()));
  }

  /**
   * Returns the same archive with writes that leave {@code time_updated} as it is, for points that
   * are taken over from another archive with their records. Readers that search by time do not
   * learn of these points. A write that fails may move the time all the same.
   *
   * @return a view; cheap
   */
  public Archive withoutAnnouncing() {
    return with(new View(view.conflicts(), view.timeout(), Announce.NEVER, view.earliest()));
  }

  /**
   * Returns the same archive with writes that accept points from 1970 on, for points that are taken
   * over from another archive. By default points before 2000 are refused.
   *
   * @return a view; cheap
   */
  public Archive withPointsBefore2000() {
    return with(
        new View(view.conflicts(), view.timeout(), view.announce(), Point.EARLIEST_IMPORTED));
  }

  /**
   * Returns a handle on one event type, for callers that write to it often. Writes through the
   * handle look up the event type's time of last update once instead of for each point.
   *
   * @param metadataKey key of the metadata record; looked up by each write
   * @param eventType esmond's name
   * @return valid as long as the storage is open; writes as this archive does
   * @throws InvalidInputException when the key is empty or esmond has no such event type
   */
  public SeriesHandle series(String metadataKey, String eventType) {
    return new SeriesHandle(
        calls,
        writer,
        target(metadataKey, EventType.of(eventType)),
        view.conflicts(),
        view.timeout());
  }

  private SeriesWriter.Target target(String metadataKey, EventType eventType) {
    return writer.target(metadataKey, eventType, view.announce(), view.earliest());
  }

  /**
   * Writes one point of an event type whose values are integers; see {@link #write(String, String,
   * Point)}.
   *
   * @param metadataKey key of the metadata record
   * @param eventType esmond's name
   * @param time time of the point
   * @param value its value
   * @throws net.es.esmond.storage.error.ConflictException when another value is stored for its time
   * @throws net.es.esmond.storage.error.EsmondException otherwise as {@link #writeAll(String,
   *     String, List)}
   */
  public void write(String metadataKey, String eventType, Instant time, long value) {
    write(metadataKey, eventType, new Point(time, new IntegerValue(value)));
  }

  /**
   * Writes one point, and moves the time at which the event type was last updated. Points that many
   * threads write at the same time are sent in batches. The call does not say whether its lookup
   * was complete; {@link WriteResult#unverified} of {@link #writeAll(String, String, List)} does.
   *
   * @param metadataKey key of the metadata record
   * @param eventType esmond's name
   * @param point time and value
   * @throws net.es.esmond.storage.error.ConflictException when another value is stored for its time
   * @throws net.es.esmond.storage.error.EsmondException otherwise as {@link #writeAll(String,
   *     String, List)}
   */
  public void write(String metadataKey, String eventType, Point point) {
    writing(metadataKey, eventType, point).blocking();
  }

  /**
   * {@link #write(String, String, Point)} without blocking.
   *
   * @param metadataKey key of the metadata record
   * @param eventType esmond's name
   * @param point time and value
   * @return completes once the point is acknowledged
   * @throws InvalidInputException when the point breaks a rule
   */
  public CompletionStage<Void> writeAsync(String metadataKey, String eventType, Point point) {
    return writing(metadataKey, eventType, point).async();
  }

  /**
   * Writes points of one event type, and then moves the time at which the event type was last
   * updated. The call may be repeated: an equal point changes nothing. The other points are written
   * even if one point conflicts with a stored value.
   *
   * @param metadataKey key of the metadata record
   * @param eventType esmond's name
   * @param points in any order
   * @return what became of the points; {@link WriteResult#orThrow} makes a conflict an error
   * @throws InvalidInputException when a point breaks a rule; nothing was written
   * @throws net.es.esmond.storage.error.UnknownMetadataException when no record has that key
   * @throws net.es.esmond.storage.error.UnknownSeriesException when it has no such event type
   * @throws net.es.esmond.storage.error.StoreException when a store could not serve; any of the
   *     points may have been written
   */
  public WriteResult writeAll(String metadataKey, String eventType, List<Point> points) {
    return writing(metadataKey, eventType, points).blocking();
  }

  /**
   * {@link #writeAll(String, String, List)} without blocking.
   *
   * @param metadataKey key of the metadata record
   * @param eventType esmond's name
   * @param points in any order
   * @return completes once it is known what became of every point
   * @throws InvalidInputException when a point breaks a rule; nothing was written
   */
  public CompletionStage<WriteResult> writeAllAsync(
      String metadataKey, String eventType, List<Point> points) {
    return writing(metadataKey, eventType, points).async();
  }

  private GatedCall<Void> writing(String metadataKey, String eventType, Point point) {
    return calls.write(
        "Archive.write",
        view.timeout(),
        deadline ->
            write(metadataKey, eventType, List.of(point), deadline)
                .thenAccept(WriteResult::orThrow));
  }

  private GatedCall<WriteResult> writing(String metadataKey, String eventType, List<Point> points) {
    return calls.write(
        "Archive.writeAll",
        view.timeout(),
        deadline -> write(metadataKey, eventType, points, deadline));
  }

  private CompletionStage<WriteResult> write(
      String metadataKey, String eventType, List<Point> points, Deadline deadline) {
    Objects.requireNonNull(metadataKey, "metadataKey");
    return points.isEmpty()
        ? completedFuture(WriteResult.NONE)
        : writer.write(
            target(metadataKey, EventType.of(eventType)), points, view.conflicts(), deadline);
  }

  /**
   * Writes a stream of points of any series, and does what it can: a point that breaks a rule, a
   * series that is not registered and a series that a store could not write keep no other point
   * from being written. The result says what became of the points, and names what was refused; look
   * at it, or call {@link WriteResult#orThrow}.
   *
   * <p>Points are grouped by series and sent in batches, and the stream is read no faster than
   * points are written. Memory holds about 32 MiB of points, and a result whose lists are bounded.
   * Points of one series are written in the order of the stream: a second value for a time is
   * treated as if the first one had been stored before, however far apart the two are.
   *
   * <p>The deadline is the one of the whole call, so a long stream needs {@link #withTimeout}. Each
   * group has {@code cassandra_request_timeout} at most, so that a series that cannot be written
   * does not hold up the others. A call that failed or refused points may be repeated.
   *
   * @param points in any order; those of one series close together or not; read by the calling
   *     thread, not closed
   * @return what became of every point
   * @throws net.es.esmond.storage.error.StoreException with {@link
   *     net.es.esmond.storage.error.ErrorCode#DEADLINE_EXCEEDED} when the stream was not read to
   *     its end by the deadline, and with {@link net.es.esmond.storage.error.ErrorCode#CLOSED} when
   *     the storage was closed; any of the points may have been written
   * @throws net.es.esmond.storage.error.InterruptedCallException at once when the calling thread is
   *     interrupted while it waits; what is under way goes on
   * @throws RuntimeException what the stream throws, once what is under way has ended; points that
   *     came before it may or may not have been written
   */
  public WriteResult writeAll(Stream<SeriesPoint> points) {
    return writeAll(points, NOBODY);
  }

  /**
   * {@link #writeAll(Stream)} with a listener.
   *
   * @param points in any order; read by the calling thread, not closed
   * @param progress hears of how many points it is known what became of them; their number in all
   *     is known when the stream knows its size
   * @return what became of every point
   */
  public WriteResult writeAll(Stream<SeriesPoint> points, ProgressListener progress) {
    // What comes after an interruption reads no more of the stream.
    CallerThread here = new CallerThread(task -> {});
    return here.await(writing(points, progress, here));
  }

  /**
   * {@link #writeAll(Stream)} without blocking. The stream is read where stages complete, and by
   * one thread at a time. While enough points are under way, it is not read and holds no thread. A
   * stream that blocks holds one thread and delays the end of the call.
   *
   * @param points in any order; not closed, and not to be used before the stage is complete
   * @return completes once it is known what became of every point, or fails as {@link
   *     #writeAll(Stream)} throws
   */
  public CompletionStage<WriteResult> writeAllAsync(Stream<SeriesPoint> points) {
    return writeAllAsync(points, NOBODY);
  }

  /**
   * {@link #writeAllAsync(Stream)} with a listener.
   *
   * @param points in any order; not closed, and not to be used before the stage is complete
   * @param progress as for {@link #writeAll(Stream, ProgressListener)}
   * @return completes once it is known what became of every point
   */
  public CompletionStage<WriteResult> writeAllAsync(
      Stream<SeriesPoint> points, ProgressListener progress) {
    return writing(points, progress, calls.completions());
  }

  private CompletableFuture<WriteResult> writing(
      Stream<SeriesPoint> points, ProgressListener listener, Executor reader) {
    calls.refuseWrite("Archive.writeAll");
    Spliterator<SeriesPoint> all = points.spliterator();
    ProgressReport progress = calls.report(LongWork.BULK_WRITE, listener);
    if (all.hasCharacteristics(Spliterator.SIZED)) {
      progress.total(all.estimateSize());
    }
    BulkWrite bulk = new BulkWrite(this::writeGroup, writer.precision(), timed);
    CompletableFuture<WriteResult> written =
        bulk.start(
            Spliterators.iterator(all), Deadline.after(view.timeout()), reader, progress::add);
    var unheard = written.whenComplete((result, error) -> progress.close());
    return written;
  }

  private CompletionStage<WriteResult> writeGroup(
      Series series, List<Point> points, Deadline deadline) {
    Duration left = deadline.remaining().plusNanos(1);
    return calls
        .call(
            "Archive.writeAll",
            left.compareTo(requestTimeout) < 0 ? left : requestTimeout,
            by ->
                writer.writeAccepted(
                    target(series.metadataKey(), series.eventType()), points, view.conflicts(), by))
        .inside();
  }

  /**
   * Stores summaries that another archive made, for windows whose base points this archive has not.
   * Such a window begins before the first base point that is kept of its event type, or at a time
   * at which no window of the series begins. These summaries are marked as imported: the archive
   * never makes them again, whatever base points come later. Windows of which all base points are
   * here are passed over, as the archive makes them itself, and so are those that have a summary.
   * Write base points first. The call may be repeated.
   *
   * @param series summaries that the test's record has
   * @param windows start and value of each window, in any order
   * @return what became of the summaries
   * @throws InvalidInputException when a summary breaks a rule; nothing was stored
   * @throws net.es.esmond.storage.error.UnknownMetadataException when no record has that key
   * @throws net.es.esmond.storage.error.UnknownSeriesException when it has no such summaries
   * @throws net.es.esmond.storage.error.StoreException when a store could not serve
   */
  public ImportedSummaries importSummaries(Series series, List<Point> windows) {
    return importing(series, windows).blocking();
  }

  /**
   * {@link #importSummaries} without blocking.
   *
   * @param series summaries that the test's record has
   * @param windows start and value of each window, in any order
   * @return completes with what became of the summaries
   */
  public CompletionStage<ImportedSummaries> importSummariesAsync(
      Series series, List<Point> windows) {
    return importing(series, windows).async();
  }

  private GatedCall<ImportedSummaries> importing(Series series, List<Point> windows) {
    return calls.write(
        "Archive.importSummaries",
        view.timeout(),
        deadline ->
            records
                .of(series, deadline)
                .thenCompose(record -> summaries.store(record, series, windows, deadline)));
  }

  /**
   * Reads points page by page as the stream is consumed. Memory holds at most two pages, of four
   * million bytes of values each, and each page has its own deadline. The stream needs no closing.
   * It does not show which pages may be {@link Page#possiblyIncomplete}; {@link #readPage} does.
   *
   * @param query which points
   * @return the points in the order asked for; its methods throw what {@link #readPage} throws
   */
  public Stream<Point> read(SeriesQuery query) {
    return new PageIterator<>(page -> reading(page).begin(), Page::points, Page::next, query)
        .stream();
  }

  /**
   * Reads one page of points. A query's offset is skipped first. If that takes half of the call's
   * time, the page is empty and its next query skips the rest.
   *
   * @param query which points
   * @return the points, whether more follow, and how to get them
   * @throws net.es.esmond.storage.error.UnknownMetadataException when no record has that key
   * @throws net.es.esmond.storage.error.UnknownSeriesException when it has no such event type
   * @throws net.es.esmond.storage.error.StoreException when a store could not serve
   */
  public Page readPage(SeriesQuery query) {
    return reading(query).blockingHere();
  }

  /**
   * {@link #readPage} without blocking.
   *
   * @param query which points
   * @return completes with the points, and how to get those that follow
   */
  public CompletionStage<Page> readPageAsync(SeriesQuery query) {
    return reading(query).async();
  }

  /**
   * Counts the points between a query's times, whatever the query's limit and offset. The times of
   * all these points are read, page by page, or their summaries made: give a count over years a
   * {@linkplain #withTimeout longer deadline}. The count may be too low where {@link #readPage}
   * would say that points may be missing.
   *
   * @param query which points
   * @return the number of points
   * @throws net.es.esmond.storage.error.EsmondException as {@link #readPage}
   */
  public long count(SeriesQuery query) {
    return counting(query).blocking();
  }

  /**
   * {@link #count} without blocking.
   *
   * @param query which points
   * @return completes with the number of points
   */
  public CompletionStage<Long> countAsync(SeriesQuery query) {
    return counting(query).async();
  }

  private GatedCall<Long> counting(SeriesQuery query) {
    Objects.requireNonNull(query, "query");
    return calls.call("Archive.count", view.timeout(), deadline -> reader.count(query, deadline));
  }

  private GatedCall<Page> reading(SeriesQuery query) {
    Objects.requireNonNull(query, "query");
    return calls.call("Archive.readPage", view.timeout(), deadline -> reader.read(query, deadline));
  }

  /**
   * Reads one page of each of several series, for example of all series of a test, which {@link
   * net.es.esmond.storage.metadata.Metadata#series} lists. All pages share one deadline.
   *
   * @param queries which points; a bounded number is read at a time
   * @return a page for each query, in the same order
   * @throws net.es.esmond.storage.error.EsmondException as {@link #readPage}, if any page fails
   */
  public List<Page> readPages(List<SeriesQuery> queries) {
    return reading(queries).blocking();
  }

  /**
   * {@link #readPages} without blocking.
   *
   * @param queries which points; a bounded number is read at a time
   * @return completes with a page for each query, in the same order
   */
  public CompletionStage<List<Page>> readPagesAsync(List<SeriesQuery> queries) {
    return reading(queries).async();
  }

  private GatedCall<List<Page>> reading(List<SeriesQuery> queries) {
    List<SeriesQuery> all = List.copyOf(queries);
    return calls.call(
        "Archive.readPages", view.timeout(), deadline -> reader.readAll(all, deadline));
  }

  /**
   * Down-samples base points: groups them into steps of time, and computes functions of each step.
   * Steps without points are absent unless {@link Steps#includingEmpty} asks for them. The first
   * and the last step have the points between the query's times only; so a range of whole steps
   * ends a millisecond before the next step. The query's limit and page size count steps.
   *
   * <p>Numbers are computed from base points, by the Cassandra nodes where that takes fewer
   * resources. A step whose base points have begun to expire is computed from summaries of the
   * event type whose windows make up the step. These answer count, sum and mean, and all functions
   * of histograms. {@link Step#source} names the series, and {@link Step#complete} is false when a
   * function could not be answered. A function that needs every value, such as a percentile, is not
   * answered for a step with more than four million points.
   *
   * <p>Pages of steps are read as the stream is consumed, each with its own deadline, in which the
   * points of one step at least must be read; {@link #withTimeout} allows more time for long steps.
   * Several ranges are read at a time. Memory holds their points, about 20,000, the values of one
   * step if percentiles are asked for, and two pages of steps. The stream needs no closing.
   *
   * @param query which base points, in which order
   * @param length the steps
   * @param functions what is computed of each step
   * @return the steps in the order asked for; its methods throw what {@link #downsamplePage} throws
   * @throws InvalidInputException when no function is named, a function does not exist of the event
   *     type's values, or the query is one of summaries
   */
  public Stream<Step> downsample(
      SeriesQuery query, Steps length, List<AggregateFunction> functions) {
    StepQuery first = new StepQuery(query, length, functions);
    return new PageIterator<>(
            page -> downsampling(first.with(page)).begin(), StepPage::steps, StepPage::next, query)
        .stream();
  }

  /**
   * Reads one page of {@link #downsample}.
   *
   * @param query which base points, in which order
   * @param length the steps
   * @param functions what is computed of each step
   * @return the steps, and how to get those that follow
   * @throws net.es.esmond.storage.error.UnknownMetadataException when no record has that key
   * @throws net.es.esmond.storage.error.UnknownSeriesException when it has no such event type
   * @throws net.es.esmond.storage.error.StoreException when a store could not serve
   * @throws InvalidInputException as {@link #downsample}
   */
  public StepPage downsamplePage(
      SeriesQuery query, Steps length, List<AggregateFunction> functions) {
    return downsampling(new StepQuery(query, length, functions)).blocking();
  }

  /**
   * {@link #downsamplePage} without blocking.
   *
   * @param query which base points, in which order
   * @param length the steps
   * @param functions what is computed of each step
   * @return completes with the steps, and how to get those that follow
   * @throws InvalidInputException as {@link #downsample}
   */
  public CompletionStage<StepPage> downsamplePageAsync(
      SeriesQuery query, Steps length, List<AggregateFunction> functions) {
    return downsampling(new StepQuery(query, length, functions)).async();
  }

  private GatedCall<StepPage> downsampling(StepQuery query) {
    return calls.call(
        "Archive.downsamplePage", view.timeout(), deadline -> steps.read(query, deadline));
  }
}
