package latchkey.contract;

/** What passes for an e-mail address: something, an @, and a domain with a dot. Used with {@code @Email}. */
public final class EmailAddress {

    public static final String PATTERN = "[^@]+@[^@]+\\.[^@.]+";

    public static final int LONGEST = 254;

    private EmailAddress() {}
}
