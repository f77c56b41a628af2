package latchkey.http.signin;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import latchkey.audit.AuditLog;
import latchkey.audit.Kind;
import latchkey.contract.Contract;
import latchkey.contract.Contracts;
import latchkey.failure.AuthFailure;
import latchkey.failure.Reason;
import latchkey.http.request.CurrentRequest;
import latchkey.session.Tokens;

/** Counts sign-ins in the metrics by their outcome, and records those that come too often. */
@Startup
@ApplicationScoped
public class SignInOutcomes {

    private static final String ACCEPTED = "accepted";
    private static final String REFUSED = "refused";
    private static final String THROTTLED = "throttled";
    private static final String CODE_REQUIRED = "code required";

    private static final Map<Reason, String> REFUSALS = Map.of(
            Reason.BAD_CREDENTIALS, REFUSED,
            Reason.EMAIL_NOT_VERIFIED, REFUSED,
            Reason.CODE_REJECTED, REFUSED,
            Reason.CODE_REQUIRED, CODE_REQUIRED);

    private final CurrentRequest current;
    private final MeterRegistry meters;
    private final AuditLog audit;

    SignInOutcomes(CurrentRequest current, Contracts contracts, MeterRegistry meters, AuditLog audit) {
        this.current = current;
        this.meters = meters;
        this.audit = audit;
        for (Contract each : contracts.all()) {
            Stream.of(ACCEPTED, REFUSED, THROTTLED, CODE_REQUIRED).forEach(outcome -> counter(each.name(), outcome));
        }
    }

    /** Carries out a sign-in and counts it. */
    Tokens counted(Supplier<Tokens> signIn) {
        try {
            Tokens tokens = signIn.get();
            count(ACCEPTED);
            return tokens;
        } catch (AuthFailure refused) {
            String outcome = REFUSALS.get(refused.reason());
            if (outcome == null) {
                throw throttled(refused);
            }
            count(outcome);
            throw refused;
        }
    }

    /** Counts and records a sign-in that is refused because there are too many. */
    AuthFailure throttled(AuthFailure refused) {
        count(THROTTLED);
        audit.throttled(Kind.LOGIN, refused.reason().name());
        return refused;
    }

    /** Counts a sign-in without a password. */
    public void accepted() {
        count(ACCEPTED);
    }

    private void count(String outcome) {
        counter(current.get().map(Contract::name).orElse("none"), outcome).increment();
    }

    private Counter counter(String contract, String outcome) {
        return meters.counter("latchkey.logins", "contract", contract, "outcome", outcome);
    }
}
