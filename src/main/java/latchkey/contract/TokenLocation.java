package latchkey.contract;

/** Where a response carries a token. */
public enum TokenLocation {
    BODY,
    COOKIE
}
