package latchkey.command.webhook;

import java.util.function.IntSupplier;
import latchkey.command.output.Output;
import latchkey.failure.AuthFailure;
import latchkey.webhook.Webhook;

/** Says why something cannot be done with a webhook. */
final class Refusal {

    /** Runs an action, and returns its exit code, or prints why it is refused. */
    static int in(Output output, IntSupplier action) {
        try {
            return action.getAsInt();
        } catch (AuthFailure e) {
            return output.refused(sentence(e));
        }
    }

    private static String sentence(AuthFailure e) {
        return switch (e.reason()) {
            case NOT_FOUND -> "There is no such webhook, or no such event.";
            case FORBIDDEN -> "There are " + Webhook.LIMIT + " webhooks: remove one first.";
            default ->
                "The URL must begin with https://, or with http:// if latchkey.webhooks.allowed-networks is set, and have a host, but"
                        + " no user and no fragment. The host is a name or an IPv4 address, which must be public, or listed there. The URL has at most "
                        + Webhook.LONGEST_URL
                        + " characters, and the description "
                        + Webhook.LONGEST_DESCRIPTION + ".";
        };
    }

    private Refusal() {}
}
