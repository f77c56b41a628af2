package latchkey.http.body;

/** The accepted e-mail addresses: some text, an @, and a domain with a dot. Used with {@code @Email}. */
public final class EmailAddress {

    public static final String PATTERN = "[^@]+@[^@]+\\.[^@.]+";

    public static final int LONGEST = 254;

    private EmailAddress() {}
}
