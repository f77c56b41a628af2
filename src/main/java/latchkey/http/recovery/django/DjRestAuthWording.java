package latchkey.http.recovery.django;

import static org.jboss.resteasy.reactive.RestResponse.Status.BAD_REQUEST;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import latchkey.failure.AuthFailure;
import latchkey.failure.FieldError;
import latchkey.http.failure.DjangoMessages;
import latchkey.http.failure.DjangoWording;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.Status;

/** The refusals of dj-rest-auth 7: <code>{"token": ["Invalid value"]}</code>. Source: docs/contracts. */
public class DjRestAuthWording implements DjangoWording {

    @Override
    public RestResponse<?> say(Status status, String sentence) {
        return RestResponse.status(status, Map.of("detail", sentence));
    }

    /** A short password has the message of Django's {@code MinimumLengthValidator}. */
    @Override
    public RestResponse<?> invalidFields(AuthFailure failure) {
        Map<String, Object> messages = new TreeMap<>(DjangoMessages.of(failure));
        failure.flaws().forEach((field, flaw) -> {
            if (flaw.kind() == FieldError.Kind.TOO_SHORT) {
                messages.put(field, List.of(tooShort(flaw.limit())));
            }
        });
        return RestResponse.status(BAD_REQUEST, messages);
    }

    @Override
    public RestResponse<?> badCredentials() {
        return field("old_password", "Your old password was entered incorrectly. Please enter it again.");
    }

    @Override
    public RestResponse<?> linkRejected() {
        return field("token", "Invalid value");
    }

    @Override
    public RestResponse<?> refreshRejected() {
        return notAuthenticated();
    }

    static RestResponse<?> field(String name, String message) {
        return RestResponse.status(BAD_REQUEST, Map.of(name, List.of(message)));
    }

    private static String tooShort(int limit) {
        return String.format(Locale.ROOT, "This password is too short. It must contain at least %d characters.", limit);
    }
}
