package latchkey.dev;

import com.google.common.net.InternetDomainName;
import io.vertx.core.net.HostAndPort;
import java.net.IDN;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The origin of a page or service, compared as browsers do. */
record WebOrigin(String scheme, String host, int port) {

    private static final Pattern URL = Pattern.compile(
            "([a-z][a-z0-9+.-]*)://([^\\s/?#@:\\[\\]]+|\\[[0-9a-f:.]+])(?::([0-9]{1,5}))?(?:[/?#].*)?",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern ADDRESS = Pattern.compile("[0-9]+([.][0-9]+){3}|\\[.*]");

    private static final Pattern LOOPBACK = Pattern.compile("(.*[.])?localhost|127([.][0-9]+){3}|\\[::1]");

    private static final Pattern PRIVATE =
            Pattern.compile("(10|192[.]168|169[.]254|172[.](1[6-9]|2[0-9]|3[01]))[.].*|\\[f[cde].*|.*[.]local");

    /** @throws IllegalArgumentException with a sentence for the developer */
    static WebOrigin of(String typed) {
        Matcher url = URL.matcher(typed.strip());
        if (!url.matches() || !isValid(url.group(2), url.group(3))) {
            throw new IllegalArgumentException(
                    typed.startsWith("file:") || typed.equals("null")
                            ? "A page opened from a file has no origin that can be listed: serve it over http."
                            : String.format(
                                    Locale.ROOT,
                                    "\"%s\" is not an origin: enter the address from the address bar, for example https://shop.example.",
                                    typed));
        }
        String scheme = url.group(1).toLowerCase(Locale.ROOT);
        String host = url.group(2).startsWith("[") ? url.group(2) : IDN.toASCII(url.group(2));
        int port = url.group(3) == null ? defaultPort(scheme) : Integer.parseInt(url.group(3));
        return new WebOrigin(scheme, host.toLowerCase(Locale.ROOT), port);
    }

    private static boolean isValid(String host, @Nullable String port) {
        return !host.matches("[.].*|.*[.][.].*|.*[^.]{64}.*")
                && (port == null
                        || (port.length() < 6 && port.matches("0*[1-9].*") && Integer.parseInt(port) < 65_536));
    }

    boolean isHttps() {
        return scheme.equals("https");
    }

    /** Whether browsers trust the origin as they trust https: requests to the loopback interface do not leave the machine. */
    boolean isTrustworthy() {
        return isHttps() || isLoopback();
    }

    boolean isLoopback() {
        return LOOPBACK.matcher(host).matches();
    }

    /** Whether the host is in a private network. */
    boolean isPrivate() {
        return isLoopback() || PRIVATE.matcher(host).matches();
    }

    /** Origins of one site have the same scheme and registered domain; the port does not matter. */
    boolean isSameSite(WebOrigin other) {
        return scheme.equals(other.scheme) && site().equals(other.site());
    }

    /** The registrable domain of the host: a public suffix such as co.uk or github.io, and one more label. */
    String site() {
        if (ADDRESS.matcher(host).matches() || !InternetDomainName.isValid(host)) {
            return host;
        }
        InternetDomainName name = InternetDomainName.from(host);
        if (name.isUnderPublicSuffix()) {
            return name.topPrivateDomain().toString();
        }
        // In a name that cannot be registered, such as localhost, the last label counts as the suffix.
        int labels = name.parts().size();
        return name.isPublicSuffix() || labels < 2
                ? host
                : String.join(".", name.parts().subList(labels - 2, labels));
    }

    /** The same origin over https, on port 443 if it was on port 80. */
    WebOrigin secured() {
        return scheme.equals("http") ? new WebOrigin("https", host, port == 80 ? 443 : port) : this;
    }

    HostAndPort authority() {
        return HostAndPort.create(host, port == defaultPort(scheme) ? -1 : port);
    }

    /** The origin as a browser sends it. */
    @Override
    public String toString() {
        return scheme + "://" + authority();
    }

    private static int defaultPort(String scheme) {
        return switch (scheme) {
            case "http" -> 80;
            case "https" -> 443;
            default -> -1;
        };
    }
}
