package latchkey.contract;

/** Where in an answer a token is. */
public enum TokenPlace {
    BODY,
    COOKIE
}
