package latchkey.email;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import latchkey.LatchkeyConfig;
import latchkey.page.PageTexts;
import latchkey.password.PasswordConfig;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The built-in templates, and those of an operator. */
class TemplatesTest {

    @TempDir
    Path own;

    @BeforeEach
    void folders() throws IOException {
        Files.createDirectory(own.resolve("email"));
        Files.createDirectory(own.resolve("page"));
    }

    private SmallRyeConfig settings(Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(more);
        settings.put("latchkey.secret", "for tests only, known to everybody here");
        settings.put("latchkey.email.sender", MailServer.SENDER);
        settings.put("latchkey.email.templates", own.toString());
        settings.put("latchkey.email.proof", "both");
        settings.put("latchkey.email.support", "help@shop.example");
        return new SmallRyeConfigBuilder()
                .withMapping(LatchkeyConfig.class)
                .withMapping(EmailConfig.class)
                .withMapping(PasswordConfig.class)
                .withValidateUnknown(false)
                .withSources(new PropertiesConfigSource(settings, "test", 1))
                .build();
    }

    private String flaw() {
        SmallRyeConfig settings = settings(Map.of());
        EmailConfig email = settings.getConfigMapping(EmailConfig.class);
        LatchkeyConfig latchkey = settings.getConfigMapping(LatchkeyConfig.class);
        return EmailSettings.flaw(email, latchkey)
                .or(() -> PageTexts.flaw(email, latchkey, settings.getConfigMapping(PasswordConfig.class)))
                .orElse("");
    }

    private MailSender.WrittenMail write(MailKind kind, String language) {
        SmallRyeConfig settings = settings(Map.of());
        LatchkeyConfig latchkey = settings.getConfigMapping(LatchkeyConfig.class);
        OutboxMessage message = new OutboxMessage();
        message.id = UUID.randomUUID();
        message.kind = kind;
        message.language = language;
        message.recipient = "ada@shop.example";
        message.about = "<b>grace</b>@shop.example";
        message.linkId = kind.link() == null ? null : UUID.randomUUID();
        message.notMeId = kind.isNotice() ? UUID.randomUUID() : null;
        message.address = "192.0.2.1";
        message.userAgent = "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0 visit https://eve.example";
        message.createdAt = Instant.parse("2026-11-30T01:02:03Z");
        return new MailTexts(settings.getConfigMapping(EmailConfig.class), latchkey, new LinkTokens(latchkey))
                .write(message);
    }

    @Test
    void theBuiltInTemplatesHaveNoMistake() {
        assertThat(flaw()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void everyMailHasBothPartsInBothLanguages(MailKind kind) {
        for (String language : Set.of("en", "de")) {
            MailSender.WrittenMail mail = write(kind, language);

            assertThat(mail.subject()).isNotBlank().doesNotContain("{", "\n");
            assertThat(mail.text()).doesNotContain("{", "eve.example").contains("help@shop.example");
            assertThat(mail.html())
                    .contains("lang=\"" + language + "\"", "Firefox, Linux")
                    .doesNotContain("<b>grace", "eve.example");
            if (kind.link() != null || kind.isNotice()) {
                assertThat(mail.text()).contains("/account/pages/");
                assertThat(mail.html()).contains("/account/pages/");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"email", "page"})
    void bothLanguagesHaveTheSameTexts(String folder) throws IOException {
        assertThat(keys(folder, "de")).isEqualTo(keys(folder, "en"));
    }

    private static Set<Object> keys(String folder, String language) throws IOException {
        Properties texts = new Properties();
        try (InputStream file =
                TemplatesTest.class.getResourceAsStream("/" + folder + "/texts." + language + ".properties")) {
            texts.load(file);
        }
        return texts.keySet();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "email/mail.txt   | one{NL}two {unknown}     | email/mail.txt, line 2",
                "email/reset.html | {#if button}{NL}{NL}open | email/reset.html, line 3",
                "email/mail.html  | {heading}{NL}{#for x in} | email/mail.html, line 2",
                "page/page.html   | {title}{NL}{NL}{titel}   | page/page.html, line 3"
            })
    void aMistakeIsNamedWithFileAndLine(String file, String content, String where) throws IOException {
        Files.writeString(own.resolve(file), content.replace("{NL}", "\n"));

        assertThat(flaw()).startsWith("latchkey.email.templates has a mistake in " + where + ":");
    }

    @Test
    void aMistakeInATextIsNamed() throws IOException {
        Files.writeString(own.resolve("email/texts.en.properties"), "reset.subject=Reset {produkt}\n");

        assertThat(flaw()).contains("texts.en.properties, reset.subject, line 1");
    }

    @Test
    void aFileThatIsNotUtf8IsRefused() throws IOException {
        Files.write(own.resolve("email/mail.txt"), new byte[] {'a', (byte) 0xff});

        assertThat(flaw()).startsWith("latchkey.email.templates has a file that is not readable as UTF-8");
    }

    @Test
    void anOwnTemplateOfOneKindGoesBeforeTheCommonOne() throws IOException {
        Files.writeString(own.resolve("email/reset.txt"), "ours {url}");

        assertThat(write(MailKind.RESET, "en").text()).startsWith("ours http://localhost:8080/account/pages/reset#");
        assertThat(write(MailKind.VERIFY, "en").text()).doesNotContain("ours http");
    }

    @Test
    void aLanguageCanBeAdded() throws IOException {
        Files.writeString(own.resolve("email/texts.fr.properties"), "reset.subject=Mot de passe de {product}\n");

        MailSender.WrittenMail mail = write(MailKind.RESET, "fr");

        assertThat(mail.subject()).isEqualTo("Mot de passe de Latchkey");
        assertThat(mail.text()).as("what is missing is English").contains("Choose a new password");
    }

    @ParameterizedTest
    @CsvSource({
        "latchkey.email.sender, 'Shop no-reply@shop.example>', no sender",
        "latchkey.email.sender, shop, no sender",
        "latchkey.email.logo, shop.png, no URL",
        "latchkey.email.home, javascript:alert(1), no URL",
        "latchkey.email.links.reset, https://shop.example/reset, no page for a link",
        "latchkey.email.links.sign-in, shop.example/{token}, no URL"
    })
    void aSettingThatCannotBeIsRefused(String name, String value, String why) {
        SmallRyeConfig settings = new SmallRyeConfigBuilder()
                .withMapping(LatchkeyConfig.class)
                .withMapping(EmailConfig.class)
                .withValidateUnknown(false)
                .withSources(new PropertiesConfigSource(Map.of(name, value), "test", 1))
                .build();

        assertThat(EmailSettings.flaw(
                        settings.getConfigMapping(EmailConfig.class), settings.getConfigMapping(LatchkeyConfig.class)))
                .hasValueSatisfying(
                        flaw -> assertThat(flaw).startsWith(name + " is \"" + value + "\", which is " + why));
    }
}
