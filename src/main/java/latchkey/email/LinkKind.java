package latchkey.email;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a mailed link or code is good for, and for how long. */
public enum LinkKind {
    /** Proves that an address is the user's. */
    VERIFY(Duration.ofDays(1)),
    /** Sets a new password. */
    RESET(Duration.ofHours(1)),
    SIGN_IN(Duration.ofMinutes(15)),
    /** Confirms a new address of the account, at that address. */
    CHANGE(Duration.ofDays(1)),
    /** Gives the account its former address back. */
    UNDO(Duration.ofDays(7)),
    /** Sets the first password of an account that an operator created. */
    INVITE(Duration.ofDays(7)),
    /** Ends all sessions of an account that another person uses, and leads to a new password. */
    NOT_ME(Duration.ofDays(7));

    private final Duration lifetime;

    LinkKind(Duration lifetime) {
        this.lifetime = lifetime;
    }

    public Duration lifetime() {
        return lifetime;
    }

    /** As settings and pages name it: {@code sign-in}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public static Optional<LinkKind> find(String label) {
        return Arrays.stream(values())
                .filter(kind -> kind.label().equals(label))
                .findFirst();
    }

    /** Whether a user can type its code; the others are for mails to addresses that the account may have lost. */
    public boolean hasCode() {
        return this != UNDO && this != NOT_ME && this != INVITE;
    }

    /** Whether the link stays valid when the password changes: it protects the owner if an attacker changed that. */
    boolean outlivesChanges() {
        return this == UNDO || this == NOT_ME;
    }
}
