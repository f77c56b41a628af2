package latchkey.session;

import org.jspecify.annotations.Nullable;

/**
 * The origin of a request, by which a user recognises a session.
 *
 * @param contract that the request came through; null if none
 * @param address of the client, as far as Latchkey trusts the proxies in front
 */
public record Device(@Nullable String contract, @Nullable String userAgent, String address) {

    private static final int MAX_LENGTH = 255;

    public Device {
        userAgent =
                userAgent == null || userAgent.length() <= MAX_LENGTH ? userAgent : userAgent.substring(0, MAX_LENGTH);
    }
}
