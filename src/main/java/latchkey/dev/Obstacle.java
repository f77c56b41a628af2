package latchkey.dev;

/** What can keep a page from signing a user in; {@link Advice} words it. */
enum Obstacle {
    /** The settings are such that the service does not start. */
    SETTINGS("settings"),
    /** Another contract, or none, answers at the path. */
    CONTRACT("path"),
    MIXED_CONTENT("mixed content"),
    /** The page is of an origin that is not listed, so that the browser's preflight fails. */
    CORS("CORS"),
    /** What the page's script says of cookies. */
    CREDENTIALS("credentials"),
    SAME_SITE_NEEDS_SECURE("SameSite"),
    PREFIX_NEEDS_SECURE("prefix"),
    PARTITIONED_NEEDS_SECURE("Partitioned"),
    SECURE_NEEDS_HTTPS("Secure"),
    OTHER_SITE("SameSite"),
    THIRD_PARTY("third party"),
    PATH("Path"),
    /** The cookie is kept for requests from below another site's page. */
    PARTITION("Partitioned"),
    /** A cookie that was not stored is not sent. */
    NOT_STORED("not stored"),
    /** The service takes the page for a stranger's. */
    FOREIGN("403");

    /** The attribute, or else what does it. */
    final String by;

    Obstacle(String by) {
        this.by = by;
    }
}
