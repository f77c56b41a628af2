package latchkey.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a refresh token says of its session, and the access token that came with it. */
record RefreshToken(String text, String session, int generation, String access) {

    private static final Pattern CLAIMS = Pattern.compile("\"sid\":\"([^\"]+)\",\"gen\":(\\d+)");

    static RefreshToken of(Api.Answer answer) {
        String text = answer.text("refresh_token");
        Matcher claims = CLAIMS.matcher(new String(Base64.getUrlDecoder().decode(text.split("\\.")[1]), UTF_8));
        if (!claims.find()) {
            throw new IllegalStateException(text);
        }
        return new RefreshToken(text, claims.group(1), Integer.parseInt(claims.group(2)), answer.text("access_token"));
    }
}
