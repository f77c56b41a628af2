package latchkey.email;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import latchkey.LatchkeyConfig;

/** Checks the settings of mail at the start. */
public final class EmailSettings {

    /** An address, or a name with an address in angle brackets. */
    private static final Pattern SENDER =
            Pattern.compile("(?:[^\\p{Cntrl}<>@\"(),]*<)?[^\\s\\p{Cntrl}<>@\"(),]+@[^\\s\\p{Cntrl}<>@\"(),]+>?");

    private static final Pattern URL = Pattern.compile("https?://[^\\s<>\"]+");

    /** What is wrong with a setting, in one sentence. */
    public static Optional<String> flaw(EmailConfig config, LatchkeyConfig latchkey) {
        return flaw(config)
                .or(() -> config.areTemplatesInUse()
                        ? new MailTexts(config, latchkey, new LinkTokens(latchkey)).flaw()
                        : Optional.empty());
    }

    private static Optional<String> flaw(EmailConfig config) {
        return Stream.of(
                        config.sender()
                                .filter(sender -> !SENDER.matcher(sender).matches()
                                        || sender.contains("<") != sender.endsWith(">"))
                                .map(sender -> sentence(
                                        "sender", sender, "no sender: it is written as Shop <no-reply@shop.example>")),
                        config.templates()
                                .filter(folder -> !Files.isDirectory(Path.of(folder)))
                                .map(folder -> sentence("templates", folder, "no folder")),
                        url("logo", config.logo()),
                        url("home", config.home()),
                        Arrays.stream(LinkKind.values())
                                .flatMap(kind -> link(kind, config.links().of(kind)).stream())
                                .findFirst())
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<String> url(String setting, Optional<String> value) {
        return value.filter(url -> !URL.matcher(url).matches())
                .map(url -> sentence(setting, url, "no URL: it begins with https://"));
    }

    private static Optional<String> link(LinkKind kind, Optional<String> value) {
        String setting = "links." + kind.label();
        return url(setting, value).or(() -> value.filter(url -> !url.contains("{token}"))
                .map(url -> sentence(
                        setting,
                        url,
                        "no page for a link: it has {token} in it, as in https://shop.example/reset?token={token}")));
    }

    private static String sentence(String setting, String value, String flaw) {
        return String.format(Locale.ROOT, "latchkey.email.%s is \"%s\", which is %s.", setting, value, flaw);
    }

    private EmailSettings() {}
}
