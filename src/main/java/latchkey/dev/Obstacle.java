package latchkey.dev;

/** A reason why a user of the page cannot sign in or stay signed in; {@link Advice} explains each. */
enum Obstacle {
    /** The service does not start with these settings. */
    SETTINGS("settings"),
    /** Another contract, or none, answers at the path. */
    CONTRACT("path"),
    MIXED_CONTENT("mixed content"),
    /** The origin of the page is not listed, so the browser's preflight fails. */
    CORS("CORS"),
    /** The page's script calls {@code fetch} without credentials. */
    CREDENTIALS("credentials"),
    SAME_SITE_NEEDS_SECURE("SameSite"),
    PREFIX_NEEDS_SECURE("prefix"),
    PARTITIONED_NEEDS_SECURE("Partitioned"),
    SECURE_NEEDS_HTTPS("Secure"),
    OTHER_SITE("SameSite"),
    THIRD_PARTY("third party"),
    PATH("Path"),
    /** The browser keeps the cookie in the partition of another site's page. */
    PARTITION("Partitioned"),
    /** The browser cannot send a cookie that it did not store. */
    NOT_STORED("not stored"),
    /** Latchkey's CSRF check does not trust the page. */
    FOREIGN("403");

    /** What the verdict names as the cause: an attribute of the cookie, or a mechanism. */
    final String by;

    Obstacle(String by) {
        this.by = by;
    }
}
