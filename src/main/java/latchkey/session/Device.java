package latchkey.session;

import org.jspecify.annotations.Nullable;

/**
 * Where a request comes from, for the owner of a session to recognise it.
 *
 * @param contract that the request came through; null where it came through none
 * @param address of the client, as far as the proxies in front are trusted
 */
public record Device(@Nullable String contract, @Nullable String userAgent, String address) {

    private static final int LONGEST = 255;

    public Device {
        userAgent = userAgent == null || userAgent.length() <= LONGEST ? userAgent : userAgent.substring(0, LONGEST);
    }
}
