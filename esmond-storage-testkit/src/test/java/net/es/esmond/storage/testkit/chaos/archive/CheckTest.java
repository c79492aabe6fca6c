package net.es.esmond.storage.testkit.chaos.archive;

import static net.es.esmond.storage.testkit.chaos.archive.Scene.point;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import net.es.esmond.storage.series.ConflictMode;
import net.es.esmond.storage.series.Point;
import net.es.esmond.storage.series.Series;
import net.es.esmond.storage.series.SummaryType;
import org.junit.jupiter.api.Test;

/** Every check finds the fault that is planted for it, and nothing where there is none. */
class CheckTest {
  private static final String ONE = "client-1.1";
  private static final String OTHER = "client-2.1";
  private static final Series AVERAGES =
      new Series(Scene.KEY, Scene.SERIES.eventType(), SummaryType.AVERAGE, 60);

  private static Setting with(int replicas, ConflictMode conflicts) {
    return new Setting(0, replicas, conflicts, replicas == 3);
  }

  private static Scene scene() {
    return new Scene(with(3, ConflictMode.KEEP));
  }

  private static void assertFound(Findings findings, String fault) {
    assertThat(findings.faults(fault)).as("%s in %s", fault, findings).isEqualTo(1);
    assertThat(findings.hold()).isFalse();
  }

  private static void assertFine(Findings findings) {
    assertThat(findings.toString()).isEmpty();
    assertThat(findings.hold()).isTrue();
  }

  @Test
  void a_run_without_faults_is_fine() {
    Findings findings =
        scene()
            .writes(ONE, 2, 3, point(1, 11))
            .isToldOfAConflict(OTHER, 4, 5, point(1, 21))
            .reads(6, 7, point(1, 11))
            .searches(8, 9, Scene.KEY)
            .findings();

    assertFine(findings);
    assertThat(findings.figure("points acknowledged")).isEqualTo(1);
    assertThat(findings.figure("conflicts told")).isEqualTo(1);
  }

  @Test
  void a_lost_point_is_found() {
    assertFound(
        scene().writes(ONE, 2, 3, point(1, 11)).notStored(point(1, 11)).findings(),
        PointsCheck.LOST);
  }

  @Test
  void points_of_a_test_that_was_registered_again_may_go_if_they_came_before() {
    assertFine(
        scene()
            .writes(ONE, 2, 3, point(1, 11))
            .notStored(point(1, 11))
            .deletes(OTHER, 4, 5)
            .registers(OTHER, 6, 7)
            .neverUpdated()
            .findings());
    assertFound(
        scene()
            .deletes(OTHER, 2, 3)
            .registers(OTHER, 4, 5)
            .writes(ONE, 6, 7, point(1, 11))
            .notStored(point(1, 11))
            .findings(),
        PointsCheck.LOST);
  }

  @Test
  void a_point_whose_write_has_no_end_may_be_there_or_not() {
    Scene scene =
        scene()
            .writesWithoutAnEnd(OTHER, 2, point(1, 21))
            .happens(Fault.CLIENT_KILLED, OTHER, 2, 3);

    assertFine(scene.findings());
    assertFine(scene.stored(point(1, 21)).found());
  }

  @Test
  void a_value_that_nobody_wrote_is_found() {
    assertFound(
        scene().writes(ONE, 2, 3, point(1, 11)).stored(point(1, 99)).findings(), PointsCheck.WRONG);
    assertFound(scene().stored(point(7, 99)).findings(), PointsCheck.WRONG);
  }

  @Test
  void a_value_that_was_told_to_conflict_is_found() {
    assertFound(
        scene()
            .writes(ONE, 2, 3, point(1, 11))
            .isToldOfAConflict(OTHER, 2, 3, point(1, 21))
            .stored(point(1, 21))
            .findings(),
        PointsCheck.WRONG);
  }

  @Test
  void a_first_value_that_did_not_stay_is_found() {
    Scene scene =
        scene()
            .writes(ONE, 2, 3, point(1, 11))
            .writesWithoutAnEnd(OTHER, 4, point(1, 21))
            .happens(Fault.CLIENT_KILLED, OTHER, 4, 5)
            .stored(point(1, 21));

    assertFound(scene.findings(), PointsCheck.REPLACED);
  }

  @Test
  void of_unchecked_writes_the_later_one_stands() {
    Scene scene =
        new Scene(with(2, ConflictMode.UNCHECKED))
            .writes(ONE, 2, 3, point(1, 11))
            .writes(ONE, 4, 5, point(1, 12));

    assertFine(scene.findings());
    assertFound(scene.stored(point(1, 11)).found(), PointsCheck.REPLACED);
  }

  @Test
  void clocks_of_two_processes_may_differ_a_little() {
    Scene near =
        new Scene(with(2, ConflictMode.UNCHECKED))
            .writes(ONE, 2, 3, point(1, 11))
            .writes(OTHER, 4, 5, point(1, 21))
            .stored(point(1, 11));
    Scene far =
        new Scene(with(2, ConflictMode.UNCHECKED))
            .writes(ONE, 2, 3, point(1, 11))
            .writes(OTHER, 60, 61, point(1, 21))
            .stored(point(1, 11));

    assertFine(near.findings());
    assertFound(far.findings(), PointsCheck.REPLACED);
  }

  @Test
  void an_unseen_conflict_is_found() {
    assertFound(
        scene()
            .writes(ONE, 2, 3, point(1, 11))
            .writes(OTHER, 4, 5, point(1, 21))
            .stored(point(1, 11))
            .findings(),
        ConflictsCheck.UNSEEN);
  }

  @Test
  void writes_that_overlap_may_both_be_acknowledged_under_keep_alone() {
    for (ConflictMode mode : ConflictMode.values()) {
      Findings findings =
          new Scene(with(3, mode))
              .writes(ONE, 2, 4, point(1, 11))
              .writes(OTHER, 3, 5, point(1, 21))
              .findings();

      assertThat(findings.faults(ConflictsCheck.UNSEEN))
          .isEqualTo(mode == ConflictMode.STRICT ? 1 : 0);
    }
  }

  @Test
  void a_repeated_write_of_an_overlapping_winner_is_no_conflict() {
    assertFine(
        scene()
            .writes(ONE, 2, 4, point(1, 11))
            .writes(OTHER, 3, 5, point(1, 21))
            .writes(OTHER, 6, 7, point(1, 21))
            .findings());
  }

  @Test
  void an_unverified_write_may_miss_a_conflict() {
    Scene scene =
        new Scene(with(2, ConflictMode.KEEP))
            .writes(ONE, 2, 3, point(1, 11))
            .writesUnverified(OTHER, 4, 5, point(1, 21));

    assertFine(scene.findings());
  }

  @Test
  void a_page_of_before_a_deletion_may_not_lack_a_point() {
    Scene scene = scene().writes(ONE, 2, 3, point(1, 11)).reads(4, 5);

    assertFound(
        scene.deletes(OTHER, 6, 7).registers(OTHER, 8, 9).notStored(point(1, 11)).findings(),
        PagesCheck.LACKING);
  }

  @Test
  void a_page_that_lacks_a_point_is_found() {
    assertFound(scene().writes(ONE, 2, 3, point(1, 11)).reads(4, 5).findings(), PagesCheck.LACKING);
    assertFine(scene().writes(ONE, 2, 5, point(1, 11)).reads(4, 6).findings());
  }

  @Test
  void a_page_at_one_may_be_stale() {
    Findings findings =
        new Scene(with(2, ConflictMode.KEEP))
            .writes(ONE, 2, 3, point(1, 11))
            .reads(4, 5)
            .findings();

    assertFine(findings);
    assertThat(findings.figure(PagesCheck.STALE)).isEqualTo(1);
  }

  @Test
  void a_page_with_a_point_twice_or_of_nobody_is_found() {
    Scene twice = scene().writes(ONE, 2, 3, point(1, 11)).reads(4, 5, point(1, 11), point(1, 11));
    Scene early = scene().reads(1, 2, point(1, 11)).writes(ONE, 3, 4, point(1, 11));

    assertFound(twice.findings(), PagesCheck.WRONG);
    assertFound(early.findings(), PagesCheck.WRONG);
  }

  @Test
  void a_wrong_summary_is_found() {
    Scene scene = scene().writes(ONE, 2, 3, point(1, 11)).writes(ONE, 4, 5, point(2, 12));
    List<Point> right = scene.summary(AVERAGES);

    assertFine(scene.summarised(AVERAGES, right).findings());
    assertFound(scene.summarised(AVERAGES, List.of()).found(), SummariesCheck.WRONG);
  }

  @Test
  void a_lost_registration_is_found() {
    assertFound(scene().notRegistered().findings(), RecordsCheck.LOST);
    assertFine(scene().deletes(OTHER, 2, 3).notRegistered().findings());
  }

  @Test
  void a_deletion_that_came_back_is_found() {
    assertFound(scene().deletes(OTHER, 2, 3).findings(), RecordsCheck.CAME_BACK);
    assertFine(scene().deletes(OTHER, 2, 3).registers(ONE, 4, 5).findings());
    assertFine(scene().registers(ONE, 2, 4).deletes(OTHER, 3, 5).findings());
  }

  @Test
  void an_asynchronous_failover_may_lose_a_deletion() {
    Scene scene =
        new Scene(with(2, ConflictMode.KEEP))
            .deletes(OTHER, 2, 3)
            .happens(Fault.PRIMARY_KILLED_STANDBY_PROMOTED, "PostgreSQL", 4, 20);

    assertFine(scene.findings());
  }

  @Test
  void a_wrong_search_is_found() {
    assertFound(scene().searches(2, 3).findings(), SearchesCheck.WRONG);
    assertFound(
        scene().deletes(OTHER, 2, 3).searches(4, 5, Scene.KEY).notRegistered().findings(),
        SearchesCheck.WRONG);
    assertFine(scene().deletes(OTHER, 2, 5).searches(4, 6, Scene.KEY).notRegistered().findings());
  }

  @Test
  void an_update_time_behind_a_point_is_found() {
    assertFound(
        scene().writes(ONE, 2, 3, point(1, 11)).neverUpdated().findings(), UpdateTimesCheck.BEHIND);
    assertFound(
        scene().writes(ONE, 2, 3, point(1, 11)).neverUpdated().updatedAt(1).findings(),
        UpdateTimesCheck.BEHIND);
  }

  @Test
  void a_write_to_a_deleted_test_need_not_be_announced() {
    assertFine(
        scene()
            .deletes(OTHER, 2, 3)
            .writes(ONE, 4, 5, point(1, 11))
            .registers(OTHER, 6, 7)
            .neverUpdated()
            .findings());
  }

  @Test
  void an_update_time_that_moves_back_is_found() {
    Scene scene = scene().writes(ONE, 2, 3, point(1, 11)).follows(ONE, 4, 3).follows(ONE, 5, 2);

    assertFound(scene.findings(), UpdateTimesCheck.MOVED_BACK);
  }

  @Test
  void a_missed_change_is_found() {
    Scene scene =
        scene().writes(ONE, 2, 3, point(1, 11)).updatedAt(4).follows(ONE, 5, 3).closes(ONE);

    assertFound(scene.found(), FollowersCheck.MISSED);
  }

  @Test
  void a_failed_call_is_found() {
    assertFound(
        scene()
            .done(OTHER, 2, 3, Kind.SEARCH, "", List.of(), Scene.failed(3, "STORE_UNAVAILABLE"))
            .findings(),
        CallsCheck.FAILED);
  }

  @Test
  void a_write_to_a_deleted_test_may_fail() {
    Scene scene =
        scene()
            .done(
                OTHER,
                4,
                5,
                Kind.WRITE,
                Scene.SERIES.path(),
                List.of(point(1, 21)),
                Scene.failed(5, "UNKNOWN_METADATA"));

    assertFound(scene.findings(), CallsCheck.FAILED);
    assertFine(
        scene()
            .deletes(ONE, 2, 3)
            .notRegistered()
            .done(
                OTHER,
                4,
                5,
                Kind.WRITE,
                Scene.SERIES.path(),
                List.of(point(1, 21)),
                Scene.failed(5, "UNKNOWN_METADATA"))
            .findings());
  }

  @Test
  void an_overrun_deadline_is_found_unless_the_process_was_held() {
    int end = 4 + (int) CallsCheck.DEADLINE.plus(Duration.ofSeconds(2)).toSeconds();
    Scene scene = scene().writes(ONE, 4, end, point(1, 11));

    assertFound(scene.findings(), CallsCheck.OVERRUN);
    assertFine(scene.happens(Fault.CLIENT_STOPPED, ONE, 5, 9).found());
  }

  @Test
  void a_process_that_was_held_for_a_moment_may_not_be_late() {
    int end = 4 + (int) CallsCheck.DEADLINE.plus(Duration.ofSeconds(4)).toSeconds();
    Scene scene =
        scene().writes(ONE, 4, end, point(1, 11)).happens(Fault.CLIENT_STOPPED, ONE, 5, 6);

    assertFound(scene.findings(), CallsCheck.OVERRUN);
  }

  @Test
  void a_stall_is_told_unless_the_process_was_held() {
    Scene scene = scene().stalls(ONE, 2, 7);

    Findings stalled = scene.findings();
    Findings held = scene.happens(Fault.CLIENT_STOPPED, ONE, 2, 7).found();

    assertFine(stalled);
    assertThat(stalled.figure(StallsFigure.LONGEST)).isEqualTo(5000);
    assertThat(held.figure(StallsFigure.LONGEST)).isZero();
  }

  @Test
  void a_call_without_an_end_is_found_unless_its_process_was_killed() {
    Scene scene = scene().writesWithoutAnEnd(OTHER, 2, point(1, 21));

    assertFound(scene.findings(), CallsCheck.UNANSWERED);
    assertFine(scene.happens(Fault.CLIENT_KILLED, OTHER, 3, 4).found());
  }

  @Test
  void what_a_process_leaves_is_found() {
    assertFound(scene().closes(ONE, "thread esmond-worker-1").found(), LeftoversCheck.LEFT);
    assertFound(scene().found(), LeftoversCheck.LEFT);
  }
}
