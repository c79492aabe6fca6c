package net.es.esmond.storage.testkit.chaos.archive;

import java.nio.file.Path;

/** The files by which the campaign and one of its clients talk to each other. */
record ClientFiles(Path folder, String client) {

  /** What all lives of the client open their storage with. */
  Path conf() {
    return folder.resolve(client + ".conf");
  }

  /** Updates that wait to be written, which outlive a life. */
  Path journal() {
    return folder.resolve(client + ".journal");
  }

  Path control() {
    return folder.resolve(client + ".control");
  }

  /** How far a follower has come. */
  Path cursor() {
    return folder.resolve(client + ".cursor");
  }

  Path output() {
    return folder.resolve(client + ".log");
  }

  /** The phase in which a life has done all there is to do. */
  Path done(String process) {
    return folder.resolve(process + ".done");
  }

  Path operations(String process) {
    return folder.resolve(process + ".operations");
  }
}
