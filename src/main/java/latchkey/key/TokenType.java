package latchkey.key;

/** What an access token calls itself, in its {@code typ}. */
public enum TokenType {
    /** RFC 9068, 2.1: what keeps any other token of ours from passing for an access token. */
    AT_JWT("at+jwt"),
    /** For services that know no other, as Spring's unless told. Refresh tokens stay apart by type and algorithm. */
    JWT("JWT");

    private final String header;

    TokenType(String header) {
        this.header = header;
    }

    String header() {
        return header;
    }
}
