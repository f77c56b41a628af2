package latchkey.audit;

/** How an event ended. */
public enum Outcome {
    ACCEPTED,
    REFUSED,
    /** Refused without a check, by a rate limit. */
    THROTTLED
}
