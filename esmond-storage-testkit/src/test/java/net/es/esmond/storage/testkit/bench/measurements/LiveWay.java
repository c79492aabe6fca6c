package net.es.esmond.storage.testkit.bench.measurements;

/** The ways to write the live mix that are compared. */
enum LiveWay {
  KEEP("KEEP, one instance"),
  KEEP_TWICE("KEEP, two instances"),
  UNCHECKED("UNCHECKED"),
  STATEMENT("statement by hand, no look"),
  LOOK_AND_STATEMENT("look, then statement, by hand"),
  LOOK_AND_STATEMENT_TWICE("look, then statement, by hand, two sessions");

  private final String title;

  LiveWay(String title) {
    this.title = title;
  }

  @Override
  public String toString() {
    return title;
  }
}
