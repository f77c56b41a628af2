package latchkey.email;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import jakarta.mail.BodyPart;
import jakarta.mail.Folder;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Session;
import jakarta.mail.Store;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import latchkey.Waiting;

/** A real mail server, which takes mails over SMTP and gives them back over POP3. One for all tests of a process. */
public class MailServer implements QuarkusTestResourceLifecycleManager {

    public static final String SENDER = "Shop <no-reply@shop.example>";

    private static final String SMTP = "test.mail.smtp";
    private static final String POP3 = "test.mail.pop3";

    private static final Pattern LINK = Pattern.compile("https?://\\S+");
    private static final Pattern CODE = Pattern.compile("(?m)^([0-9A-Z]{4}-[0-9A-Z]{4})$");

    /** A mail that arrived. */
    public record Arrived(String subject, String from, String text, String html, Map<String, String> headers) {

        /** The first link, which does what the mail is about. */
        public String link() {
            return found(LINK, 0);
        }

        /** The token of {@link #link}. */
        public String token() {
            return link().replaceFirst(".*[#=]", "");
        }

        public String code() {
            return found(CODE, 1);
        }

        /** The token of the last link: "this was not me". */
        public String notMeToken() {
            List<String> links =
                    LINK.matcher(text).results().map(match -> match.group()).toList();
            return links.get(links.size() - 1).replaceFirst(".*#", "");
        }

        private String found(Pattern pattern, int group) {
            Matcher found = pattern.matcher(text);
            if (!found.find()) {
                throw new AssertionError(pattern + " is not in " + text);
            }
            return found.group(group);
        }
    }

    @Override
    public Map<String, String> start() {
        return settings();
    }

    @Override
    public void stop() {
        // The server ends with the process.
    }

    /** The settings with which Latchkey sends its mails here. */
    public static Map<String, String> settings() {
        return Map.of(
                "latchkey.email.sender",
                SENDER,
                "quarkus.mailer.mock",
                "false",
                "quarkus.mailer.host",
                "localhost",
                "quarkus.mailer.port",
                Integer.toString(port()));
    }

    private static synchronized int port() {
        if (System.getProperty(SMTP) == null) {
            ServerSetup smtp = new ServerSetup(0, "localhost", ServerSetup.PROTOCOL_SMTP);
            ServerSetup pop3 = new ServerSetup(0, "localhost", ServerSetup.PROTOCOL_POP3);
            GreenMail server = new GreenMail(new ServerSetup[] {smtp, pop3});
            server.start();
            System.setProperty(SMTP, Integer.toString(server.getSmtp().getPort()));
            System.setProperty(POP3, Integer.toString(server.getPop3().getPort()));
        }
        return Integer.getInteger(SMTP);
    }

    /** Waits for the first mail to an address. */
    public static Arrived mailTo(String address) throws InterruptedException {
        return mailTo(address, 1);
    }

    /** Waits until so many mails have come to an address, and returns the last. */
    public static Arrived mailTo(String address, int count) throws InterruptedException {
        Waiting.until(count + " mails to " + address, () -> mails(address).size() >= count);
        return mails(address).get(count - 1);
    }

    /** The mails that have come to an address, in their order. */
    public static List<Arrived> mails(String address) {
        Session session = Session.getInstance(new Properties());
        try (Store store = session.getStore("pop3")) {
            store.connect("localhost", Integer.getInteger(POP3), address, address);
            try (Folder inbox = store.getFolder("INBOX")) {
                inbox.open(Folder.READ_ONLY);
                List<Arrived> mails = new ArrayList<>();
                for (Message message : inbox.getMessages()) {
                    mails.add(read(message));
                }
                return mails;
            }
        } catch (MessagingException | IOException noMailbox) {
            return List.of();
        }
    }

    private static Arrived read(Message message) throws MessagingException, IOException {
        Multipart parts = (Multipart) message.getContent();
        Map<String, String> headers = new java.util.TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        message.getAllHeaders()
                .asIterator()
                .forEachRemaining(header -> headers.put(header.getName(), header.getValue()));
        return new Arrived(
                message.getSubject(),
                message.getFrom()[0].toString(),
                text(parts.getBodyPart(0)).replace("\r\n", "\n"),
                text(parts.getBodyPart(1)),
                headers);
    }

    private static String text(BodyPart part) throws MessagingException, IOException {
        return (String) part.getContent();
    }
}
