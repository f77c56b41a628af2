package latchkey.platform;

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
import org.jboss.resteasy.reactive.RestResponse.Status;

/** What a client has already of what it reads, or wants to be so (RFC 9110, 13.1): entity tags. */
final class Preconditions {

    /** One of a list, weak or not (RFC 9110, 8.8.3). Some clients leave the quotes out; a star is any. */
    private static final Pattern TAG = Pattern.compile("(W/)?(?:\"([^\"]*)\"|([^\\s,\"]+))");

    /** Whether what has {@code tag} is to be sent: OK, NOT_MODIFIED, or PRECONDITION_FAILED. */
    static Status evaluate(HttpHeaders asked, EntityTag tag) {
        List<String> wanted = asked.getRequestHeader(IF_MATCH);
        if (!wanted.isEmpty() && !names(wanted, tag, false)) {
            return PRECONDITION_FAILED;
        }
        return names(asked.getRequestHeader(IF_NONE_MATCH), tag, true) ? NOT_MODIFIED : OK;
    }

    /** @param weakly whether a weak tag is as good (RFC 9110, 8.8.3.2): a proxy that compresses makes it one */
    private static boolean names(List<String> lines, EntityTag tag, boolean weakly) {
        return TAG.matcher(String.join(",", lines))
                .results()
                .filter(named -> weakly || named.group(1) == null)
                .anyMatch(named -> isOf(named, tag));
    }

    private static boolean isOf(MatchResult named, EntityTag tag) {
        return named.group(2) == null
                ? named.group(3).equals("*") || named.group(3).equals(tag.getValue())
                : named.group(2).equals(tag.getValue());
    }

    private Preconditions() {}
}
