package latchkey.email;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** A mail server that misbehaves as a test tells it to. */
public class OddMailServer implements QuarkusTestResourceLifecycleManager {

    /** How it answers. */
    public enum Mode {
        NORMAL,
        /** Refuses recipients that begin with "refused". */
        REFUSES_A_RECIPIENT,
        /** Asks to try again later (RFC 5321, 4.2.1), as with greylisting. */
        TRY_LATER,
        REFUSES_THE_CONTENT,
        CLOSES_AT_DATA,
        /** Takes the mail, and closes without an answer. */
        LOSES_THE_ANSWER,
        /** Accepts connections, and says nothing. */
        SILENT
    }

    /** Of the mails that it has taken. */
    private static final AtomicInteger COUNT = new AtomicInteger();

    private static final String MODE = "test.odd-mail.mode";
    private static final String TAKEN = "test.odd-mail.taken";
    private static final String PORT = "test.odd-mail.port";

    /** The mails that it has taken. They are files, which all class loaders share. */
    static List<String> taken() {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty(TAKEN)))) {
            List<String> mails = new ArrayList<>();
            for (Path file : files.sorted().toList()) {
                mails.add(Files.readString(file));
            }
            return mails;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void forget() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty(TAKEN)))) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
    }

    static void be(Mode mode) {
        System.setProperty(MODE, mode.name());
    }

    private static Mode mode() {
        return Mode.valueOf(System.getProperty(MODE, Mode.NORMAL.name()));
    }

    @Override
    public Map<String, String> start() {
        return Map.of(
                "latchkey.email.sender", MailServer.SENDER,
                "quarkus.mailer.mock", "false",
                "quarkus.mailer.host", "localhost",
                "quarkus.mailer.timeout", "2S",
                "quarkus.mailer.port", Integer.toString(port()));
    }

    @Override
    public void stop() {
        // The server ends with the process.
    }

    private static synchronized int port() {
        if (System.getProperty(PORT) == null) {
            try {
                ServerSocket server = new ServerSocket(0, 50, InetAddress.getByName("localhost"));
                System.setProperty(TAKEN, Files.createTempDirectory("odd-mail").toString());
                System.setProperty(PORT, Integer.toString(server.getLocalPort()));
                daemon(() -> accept(server));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return Integer.getInteger(PORT);
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "odd mail server");
        thread.setDaemon(true);
        thread.start();
    }

    private static void accept(ServerSocket server) {
        while (true) {
            try {
                Socket client = server.accept();
                daemon(() -> serve(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private static void serve(Socket client) {
        try (client;
                BufferedReader in = new BufferedReader(new InputStreamReader(client.getInputStream(), US_ASCII));
                PrintStream out = new PrintStream(client.getOutputStream(), true, US_ASCII)) {
            if (mode() == Mode.SILENT) {
                awaitEnd(in);
                return;
            }
            say(out, "220 odd");
            String line;
            while ((line = in.readLine()) != null && answer(line.toUpperCase(), line, in, out)) {
                // The next command.
            }
        } catch (IOException gone) {
            // As clients do.
        }
    }

    /** @return false to close the connection */
    private static boolean answer(String command, String line, BufferedReader in, PrintStream out) throws IOException {
        if (mode() == Mode.SILENT) {
            awaitEnd(in);
            return false;
        }
        if (command.startsWith("EHLO") || command.startsWith("HELO")) {
            say(out, "250 odd");
        } else if (command.startsWith("RCPT") && mode() == Mode.REFUSES_A_RECIPIENT && line.contains("<refused")) {
            say(out, "550 5.1.1 no such mailbox");
        } else if (command.startsWith("RCPT") && mode() == Mode.TRY_LATER) {
            say(out, "451 4.7.1 try again later");
        } else if (command.startsWith("DATA")) {
            return mode() != Mode.CLOSES_AT_DATA && data(in, out);
        } else if (command.startsWith("QUIT")) {
            say(out, "221 bye");
            return false;
        } else {
            say(out, "250 fine");
        }
        return true;
    }

    private static void awaitEnd(BufferedReader in) throws IOException {
        while (in.readLine() != null) {
            // It says nothing, whatever it is sent.
        }
    }

    private static boolean data(BufferedReader in, PrintStream out) throws IOException {
        say(out, "354 go on");
        StringBuilder mail = new StringBuilder();
        String line;
        while ((line = in.readLine()) != null && !line.equals(".")) {
            mail.append(line).append('\n');
        }
        if (mode() == Mode.REFUSES_THE_CONTENT) {
            say(out, "554 5.7.1 looks like spam");
            return true;
        }
        Files.writeString(
                Files.createTempFile(
                        Path.of(System.getProperty(TAKEN)),
                        String.format(Locale.ROOT, "%06d-", COUNT.incrementAndGet()),
                        ".eml"),
                mail);
        if (mode() == Mode.LOSES_THE_ANSWER) {
            return false;
        }
        say(out, "250 taken");
        return true;
    }

    private static void say(PrintStream out, String reply) {
        out.print(reply + "\r\n");
        out.flush();
    }
}
