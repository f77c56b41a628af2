package latchkey.passkey;

/** Knows the web origins whose pages may ask for passkeys. */
@FunctionalInterface
public interface Origins {

    /** Whether it is the origin of a trusted page, as a browser writes it. */
    boolean isTrusted(String origin);
}
