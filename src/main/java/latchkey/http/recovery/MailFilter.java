package latchkey.http.recovery;

import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import latchkey.email.Mails;
import latchkey.failure.AuthFailure;
import latchkey.failure.Reason;
import latchkey.http.failure.ResponseDelay;
import latchkey.http.request.CurrentRequest;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/** Hides what needs mail while Latchkey sends none, and makes all answers to requests for a mail take the same time. */
class MailFilter {

    /** Before a request waits for a password hash. */
    private static final int FIRST = -1;

    /** Requests are answered at multiples of this time only. It is longer than the work for any address. */
    private static final long STEP = Duration.ofMillis(250).toNanos();

    private final Mails mails;
    private final CurrentRequest current;
    private final ResponseDelay delay;

    MailFilter(Mails mails, CurrentRequest current, ResponseDelay delay) {
        this.mails = mails;
        this.current = current;
        this.delay = delay;
    }

    /** @throws AuthFailure NOT_FOUND */
    @NeedsMail
    @ServerRequestFilter(nonBlocking = true, priority = FIRST)
    public void refuseWithoutMail() {
        if (!mails.areOn()) {
            throw AuthFailure.because(Reason.NOT_FOUND);
        }
    }

    /** @throws AuthFailure NOT_FOUND */
    @NeedsMailSignIn
    @ServerRequestFilter(nonBlocking = true, priority = FIRST)
    public void refuseWithoutMailSignIn() {
        if (!mails.signIn()) {
            throw AuthFailure.because(Reason.NOT_FOUND);
        }
    }

    @AnsweredAlike
    @ServerResponseFilter
    public Uni<Void> delayResponse(RoutingContext routing) {
        return delay.of(routing.vertx(), delay(current.elapsed()));
    }

    /** The time until the next step. */
    static Duration delay(Duration elapsed) {
        return Duration.ofNanos(STEP - elapsed.toNanos() % STEP);
    }
}
