package latchkey.webhook;

import java.net.URI;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Posts messages to receivers. */
public interface WebhookSender {

    /**
     * A message as it is posted.
     *
     * @param body JSON
     * @param attempt from 1; a receiver with several addresses is tried at the next one each time
     */
    record Post(URI url, Map<String, String> headers, String body, int attempt) {}

    /**
     * What the receiver answered.
     *
     * @param status null if there was no answer
     * @param failure why there was none, in a sentence without a full stop; else null
     */
    record Answer(@Nullable Integer status, @Nullable String failure) {

        private static final int GONE = 410;

        /** Whether the receiver took the message. */
        public boolean isAccepted() {
            return status != null && status / 100 == 2;
        }

        /** Whether the receiver does not exist any more. */
        boolean isGone() {
            return status != null && status == GONE;
        }

        /** What happened, in a sentence without a full stop. */
        public String sentence() {
            return status == null ? String.valueOf(failure) : "the receiver answered " + status;
        }
    }

    /** Whether no message is sent to the URL, since its host is an address that may not be reached. A name is not looked up. */
    boolean refuses(URI url);

    /** Posts a message. The stage never fails. */
    CompletionStage<Answer> send(Post post);
}
