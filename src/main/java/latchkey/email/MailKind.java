package latchkey.email;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a mail is about. */
public enum MailKind {
    VERIFY(LinkKind.VERIFY),
    RESET(LinkKind.RESET),
    SIGN_IN(LinkKind.SIGN_IN),
    CHANGE(LinkKind.CHANGE),
    /** To the former address of an account. */
    CHANGED(LinkKind.UNDO),
    INVITE(LinkKind.INVITE),
    PASSWORD_CHANGED(null),
    NEW_SIGN_IN(null),
    /** A session ended because of refresh token reuse. */
    REUSE(null),
    FACTOR_ADDED(null),
    FACTOR_REMOVED(null),
    RECOVERY_CODE_USED(null),
    /** The account must have a second factor soon. */
    FACTOR_WANTED(null),
    /** Another registration named the address of this account. */
    TAKEN(LinkKind.RESET),
    /** To the operator: Latchkey sends no more events to a receiver. */
    WEBHOOK_DISABLED(null);

    private final @Nullable LinkKind link;

    MailKind(@Nullable LinkKind link) {
        this.link = link;
    }

    /** The kind of its link; null if it has none. */
    @Nullable
    LinkKind link() {
        return link;
    }

    /** Whether it tells the owner of an event, and has the link "this was not me". */
    boolean isNotice() {
        return link == null && !isToOperator();
    }

    /** Whether it is about no account. */
    boolean isToOperator() {
        return this == WEBHOOK_DISABLED;
    }

    /** As templates and texts name it: {@code password-changed}. */
    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
