package latchkey.attempt;

import jakarta.enterprise.context.RequestScoped;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What was counted for the current request before the request waited in the hashing queue. */
@RequestScoped
public class RequestAttempt {

    private @Nullable CountedAttempt counted;
    private boolean mailCounted;

    public void hold(CountedAttempt attempt) {
        counted = attempt;
    }

    public void holdMail() {
        mailCounted = true;
    }

    /** Whether {@link #holdMail} was called, and the mail was not taken yet. */
    public boolean takeMail() {
        boolean before = mailCounted;
        mailCounted = false;
        return before;
    }

    /** Takes the attempt of {@link #hold} if there is one that was not taken yet; else counts one by {@code counting}. */
    public <A extends CountedAttempt> A takeOr(Class<A> type, Supplier<A> counting) {
        CountedAttempt before = counted;
        counted = null;
        return before == null ? counting.get() : type.cast(before);
    }
}
