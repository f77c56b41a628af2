package latchkey.key;

/** The {@code typ} of an access token. */
public enum TokenType {
    /** RFC 9068, 2.1: keeps any other token of Latchkey from passing for an access token. */
    AT_JWT("at+jwt"),
    /** For services that know no other type, as Spring's by default. Type and algorithm still distinguish refresh tokens. */
    JWT("JWT");

    private final String header;

    TokenType(String header) {
        this.header = header;
    }

    String header() {
        return header;
    }
}
