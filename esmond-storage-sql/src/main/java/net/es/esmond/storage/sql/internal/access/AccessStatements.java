package net.es.esmond.storage.sql.internal.access;

/** SQL statements that use Django's tables as esmond's management commands do. */
final class AccessStatements {
  static final String USER = "u.username, u.is_active, u.is_staff, u.is_superuser";

  static final String USER_OF_KEY =
      "SELECT "
          + USER
          + """

        FROM authtoken_token t JOIN auth_user u ON u.id = t.user_id
       WHERE t.key = ? AND u.is_active
      """;

  static final String USER_OF_ADDRESS =
      "SELECT "
          + USER
          + """

        FROM useripaddress r JOIN auth_user u ON u.id = r.user_id
       WHERE r.ip >>= ?::inet AND u.is_active
       ORDER BY masklen(r.ip) DESC LIMIT 1
      """;

  /** Creates a user as add_api_key_user does: staff, without a password. */
  static final String CREATE_USER =
      """
      INSERT INTO auth_user (username, password, is_superuser, first_name, last_name, email,
                             is_staff, is_active, date_joined)
      SELECT n.name, '', false, '', '', '', true, true, now() FROM (SELECT ?::varchar AS name) n
       WHERE NOT EXISTS (SELECT FROM auth_user u WHERE u.username = n.name)
      ON CONFLICT (username) DO NOTHING
      """;

  static final String CREATE_KEY =
      """
      INSERT INTO authtoken_token (key, created, user_id)
      SELECT ?, now(), id FROM auth_user WHERE username = ?
      ON CONFLICT (user_id) DO NOTHING
      """;

  static final String KEYS =
      "SELECT "
          + USER
          + """
      , t.key, t.created
        FROM authtoken_token t JOIN auth_user u ON u.id = t.user_id
       WHERE ?::varchar IS NULL OR u.username = ?
       ORDER BY u.username
      """;

  static final String DELETE_KEY =
      """
      DELETE FROM authtoken_token
       WHERE user_id = (SELECT id FROM auth_user WHERE username = ?)
      """;

  static final String ADD_RANGES =
      """
      INSERT INTO useripaddress (ip, user_id)
      SELECT r.ip, u.id FROM unnest(?::cidr[]) AS r (ip), auth_user u WHERE u.username = ?
      ON CONFLICT (ip) DO NOTHING
      """;

  static final String RANGES =
      "SELECT "
          + USER
          + """
      , r.ip::text
        FROM useripaddress r JOIN auth_user u ON u.id = r.user_id
       WHERE ?::cidr[] IS NULL OR r.ip = ANY (?::cidr[])
       ORDER BY u.username, r.ip
      """;

  static final String DELETE_RANGES =
      """
      DELETE FROM useripaddress
       WHERE ip = ANY (?::cidr[]) AND user_id = (SELECT id FROM auth_user WHERE username = ?)
      RETURNING ip::text
      """;

  /** Says whether there are permissions: Django creates their tables, this library does not. */
  static final String HAS_PERMISSIONS =
      "SELECT to_regclass('auth_permission') IS NOT NULL"
          + " AND to_regclass('auth_user_user_permissions') IS NOT NULL";

  /** Grants the permissions that add_user_ip_address grants: for metadata and time series. */
  static final String GRANT_PERMISSIONS =
      """
      INSERT INTO auth_user_user_permissions (user_id, permission_id)
      SELECT u.id, p.id FROM auth_user u, auth_permission p
       WHERE u.username = ?
         AND p.codename ~ ('^((add|change|delete)_(psmetadata|pspointtopointsubject|pseventtypes'
                           || '|psmetadataparameters|psnetworkelementsubject)'
                           || '|esmond_api\\.(view|add|change|delete)_timeseries)$')
      ON CONFLICT DO NOTHING
      """;

  private AccessStatements() {}
}
