package latchkey.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import latchkey.audit.AuditEvent;
import latchkey.hash.Digests;

/**
 * What a receiver gets: an event, signed as Standard Webhooks 1.0.0 specifies.
 *
 * @param id the same in each attempt, so that a receiver can tell that it has the message
 */
record Message(UUID id, Map<String, Object> payload) {

    private static final String TYPE_PREFIX = "latchkey.";

    static Message of(UUID id, AuditEvent event) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("id", event.id);
        data.putAll(event.facts());
        return new Message(id, payload(event.kind.name(), event.happenedAt, data));
    }

    /** A message that is about no event, to try a receiver. */
    static Message test(UUID id, Instant now) {
        return new Message(id, payload("test", now, Map.of()));
    }

    private static Map<String, Object> payload(String kind, Instant time, Map<String, Object> data) {
        Map<String, Object> payload = new LinkedHashMap<>();
        payload.put("type", TYPE_PREFIX + kind.toLowerCase(Locale.ROOT));
        payload.put("timestamp", time.toString());
        payload.put("data", data);
        return payload;
    }

    /**
     * The headers of an attempt.
     *
     * @param body the payload as it is posted
     * @param secrets each signs
     */
    Map<String, String> headers(String body, List<byte[]> secrets, Instant now) {
        String signed = id + "." + now.getEpochSecond() + "." + body;
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", "application/json");
        headers.put("webhook-id", id.toString());
        headers.put("webhook-timestamp", Long.toString(now.getEpochSecond()));
        headers.put(
                "webhook-signature",
                secrets.stream()
                        .map(secret -> "v1,"
                                + Base64.getEncoder()
                                        .encodeToString(Digests.hmacSha256(secret, signed.getBytes(UTF_8))))
                        .collect(joining(" ")));
        return headers;
    }
}
