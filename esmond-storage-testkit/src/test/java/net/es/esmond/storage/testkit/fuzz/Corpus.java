package net.es.esmond.storage.testkit.fuzz;

/** Input that is right, for a {@link Mutator} to change. */
final class Corpus {
  /** In each, hunter2 is a password. */
  static final String[] CONFS = {
    """
    [main]
    sql_db_engine = django.db.backends.postgresql_psycopg2
    sql_db_name = esmond
    sql_db_user = esmond
    sql_db_password = hunter2
    tsdb_root = %(ESMOND_ROOT)s/tsdb-data
    cassandra_servers = localhost:9160
    cassandra_user = bob
    cassandra_pass = hunter2
    """,
    """
    [DEFAULT]
    root: /x
    [main]
    cassandra_servers = 10.0.1.35, [2001:db8::1]:9042,
      host.example.net
    cassandra_replicas = 3
    cassandra_keyspace = 'esmond'
    cassandra_tls = on
    cassandra_tls_trust_store = %(root)s/trust.p12
    cassandra_tls_trust_store_password = hunter2
    cassandra_request_timeout = 10 s
    cassandra_read_consistency = LOCAL_QUORUM
    sql_db_host: pg1,pg2:6432
    sql_db_password: hunter2
    sql_db_port = 5433
    sql_db_touch_mode = SYNC
    # a comment
    [other]
    x = 1
    """,
  };

  static final String[] HOSTS = {
    "h1:9042", "[2001:db8::1]:7", "fe80::1%eth0", "10.0.1.35", "::ffff:10.0.0.1"
  };

  static final String[] DOCUMENTS = {
    """
    {"subject-type":"point-to-point","source":"198.51.100.1","destination":"2001:DB8::2",
     "measurement-agent":"198.51.100.1","tool-name":"bwctl/iperf3","input-source":"A.example.net",
     "input-destination":"b.example.net","bw-parallel-streams":2,"rate":1e-7,"note":"\u0391\u03a3_b",
     "list":[1,"it's",null,true,562949953421312.25,{"k":"\\u0000"}],
     "event-types":[{"event-type":"throughput","summaries":
       [{"summary-type":"average","summary-window":"86400"},
        {"summary-type":"average","summary-window":300}]}]}
    """,
    """
    {"subject-type":"network-element","source":"10.0.0.1","measurement-agent":"::ffff:10.0.0.2",
     "tool-name":"t","input-source":"h","event-types":[{"event-type":"failures"},
     {"event-type":"histogram-owdelay","summaries":
       [{"summary-type":"statistics","summary-window":0}]}]}
    """,
  };

  static final String[] MEASUREMENTS = {
    """
    {"data":[{"ts":1398965989,"val":[{"event-type":"throughput","val":9223372036854775807},
     {"event-type":"packet-loss-rate","val":{"numerator":2,"denominator":600}}]},
     {"val":[{"val":{"41.00":98,"x":[null]},"event-type":"histogram-rtt"},
     {"event-type":"failures","val":{"error":"\u00e9 \ud83d\ude00","n":-0.0}}],"ts":"1398965990"},
     {"ts":1398965989.5,"val":[{"event-type":"ntp-offset","val":"-0.00015"},
     {"event-type":"of-tomorrow","val":[1e7,true]}],"x":{"a":[[]]}}],"more":{"data":[]}}
    """,
    """
    {"data":[{"ts":1398965989,"val":42},{"val":" 7 ","ts":1398965990}]}
    """,
    """
    {"ts":1398965989,"val":{"numerator":3,"denominator":"4","b":[1,{"c":"\\"}]}}
    """,
  };

  static final String[] VALUES = {
    "42",
    "-1.25e3",
    "\" 7 \"",
    "{\"numerator\":3,\"denominator\":600}",
    "{\"41.0\":98,\"9.5\":2,\"x\":1}",
    "{\"b\":[1,null,-0.0,1e300],\"a\":\"\u00fc\"}",
    "[{\"start\":\"0\",\"duration\":1.5,\"val\":null}]",
  };

  static final String[] NAMES = {
    "subject-type",
    "metadata-key",
    "source",
    "destination",
    "measurement-agent",
    "tool-name",
    "input-source",
    "input-destination",
    "event-type",
    "summary-type",
    "summary-window",
    "dns-match-rule",
    "limit",
    "offset",
    "format",
    "time",
    "time-start",
    "time-end",
    "time-range",
    "ip-tos"
  };

  static final String[] TEXTS = {
    "198.51.100.1",
    "2001:db8::/32",
    "::ffff:192.0.2.9",
    "throughput",
    "average",
    "86400",
    "prefer-v6",
    "1700000000",
    "0cb19291c1f84fd6ac3ae5ba2ec7ca4a",
    "2026-01-02T03:04:05.000006Z",
    "2026-01-02T03:04:05Z/2026-01-02T04:04:05Z/0cb1",
    "ps:throughput:0cb1:average:86400",
  };

  static final String[] POLICIES = {
    """
    {"policies":[
      {"event_type":"*","summary_type":"*","summary_window":"86400","expire":"1825"},
      {"event_type":"throughput","summary_type":"base","summary_window":0,"expire":"never"}]}
    """,
  };

  private Corpus() {}
}
