package net.es.esmond.storage.testkit.served;

/** A name with the addresses of all instances: a client goes on to the next. */
final class DnsName implements Front {
  @Override
  public String host() {
    return "archive.example.net";
  }

  @Override
  public int port() {
    return Instance.PORT;
  }

  @Override
  public void close() {}
}
