package latchkey.http;

import static jakarta.ws.rs.core.HttpHeaders.IF_MATCH;
import static jakarta.ws.rs.core.HttpHeaders.IF_NONE_MATCH;
import static org.jboss.resteasy.reactive.RestResponse.Status.NOT_MODIFIED;
import static org.jboss.resteasy.reactive.RestResponse.Status.OK;
import static org.jboss.resteasy.reactive.RestResponse.Status.PRECONDITION_FAILED;

import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import latchkey.failure.AuthFailure;
import latchkey.failure.Reason;
import org.jboss.resteasy.reactive.RestResponse.Status;
import org.jspecify.annotations.Nullable;

/** Evaluates conditional requests (RFC 9110, 13.1) by entity tag. */
public final class Preconditions {

    /** An entity tag in a list, weak or not (RFC 9110, 8.8.3). Some clients omit the quotes; a star matches any tag. */
    private static final Pattern TAG = Pattern.compile("(W/)?(?:\"([^\"]*)\"|([^\\s,\"]+))");

    /** OK if the resource with {@code tag} is to be sent, NOT_MODIFIED, or PRECONDITION_FAILED. */
    public static Status evaluate(HttpHeaders headers, EntityTag tag) {
        List<String> ifMatch = headers.getRequestHeader(IF_MATCH);
        if (!ifMatch.isEmpty() && !anyMatches(ifMatch, tag, false)) {
            return PRECONDITION_FAILED;
        }
        return anyMatches(headers.getRequestHeader(IF_NONE_MATCH), tag, true) ? NOT_MODIFIED : OK;
    }

    /**
     * Lets a change pass if the client knows the present state.
     *
     * @param ifMatch the header; null for none
     * @param version of the state
     * @throws AuthFailure PRECONDITION_REQUIRED without the header; PRECONDITION_FAILED
     */
    public static void require(@Nullable String ifMatch, String version) {
        if (ifMatch == null) {
            throw AuthFailure.because(Reason.PRECONDITION_REQUIRED);
        }
        if (!anyMatches(List.of(ifMatch), new EntityTag(version), false)) {
            throw AuthFailure.because(Reason.PRECONDITION_FAILED);
        }
    }

    /** @param weakly whether a weak tag matches (RFC 9110, 8.8.3.2): a proxy that compresses makes tags weak */
    private static boolean anyMatches(List<String> lines, EntityTag tag, boolean weakly) {
        return TAG.matcher(String.join(",", lines))
                .results()
                .filter(candidate -> weakly || candidate.group(1) == null)
                .anyMatch(candidate -> matches(candidate, tag));
    }

    private static boolean matches(MatchResult candidate, EntityTag tag) {
        return candidate.group(2) == null
                ? candidate.group(3).equals("*") || candidate.group(3).equals(tag.getValue())
                : candidate.group(2).equals(tag.getValue());
    }

    private Preconditions() {}
}
