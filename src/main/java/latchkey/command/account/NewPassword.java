package latchkey.command.account;

import java.io.Console;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Scanner;
import latchkey.http.body.Password;
import latchkey.password.PasswordConfig;
import org.jspecify.annotations.Nullable;

/** A password that an operator sets: typed at a prompt, read from standard input, or generated. */
final class NewPassword {

    /** 32 characters, so each is worth five bits; without characters that look alike. */
    private static final String CHARACTERS = "abcdefghijkmnpqrstuvwxyz23456789";

    /** 20 characters are 100 bits. */
    private static final int LENGTH = 20;

    private static final int GROUP = 5;

    /**
     * Prompts for the password twice at a console; without a console, reads one line of standard input.
     *
     * @return empty if the two passwords differ
     */
    @SuppressWarnings("SystemConsoleNull") // in Java 22 to 24 a pipe counts as a console, which works as well
    static Optional<String> prompt() {
        Console console = System.console();
        if (console == null) {
            return Optional.of(line());
        }
        char[] typed = console.readPassword("New password: ");
        char[] again = console.readPassword("Repeat the password: ");
        // From a pipe the password comes only once.
        return again == null || Arrays.equals(typed, again)
                ? Optional.of(typed == null ? "" : new String(typed))
                : Optional.empty();
    }

    /** Prompts for the password once at a console; without a console, reads one line of standard input. */
    @SuppressWarnings("SystemConsoleNull")
    static String promptOnce() {
        Console console = System.console();
        if (console == null) {
            return line();
        }
        char[] typed = console.readPassword("Password: ");
        return typed == null ? "" : new String(typed);
    }

    /** Whether the operator answers yes; false without a console. */
    @SuppressWarnings("SystemConsoleNull")
    static boolean confirmed(String question) {
        Console console = System.console();
        String answer = console == null ? null : console.readLine("%s [y/N] ", question);
        return answer != null && answer.strip().toLowerCase(Locale.ROOT).matches("y|yes");
    }

    private static String line() {
        Scanner input = new Scanner(System.in, StandardCharsets.UTF_8);
        String line = input.hasNextLine() ? input.nextLine() : "";
        // PowerShell begins its output to a pipe with a byte order mark.
        return line.startsWith("\uFEFF") ? line.substring(1) : line;
    }

    /** @param minLength in characters */
    static String generated(int minLength) {
        SecureRandom random = new SecureRandom();
        StringBuilder password = new StringBuilder();
        for (int i = 0; i < LENGTH || password.length() < minLength; i++) {
            password.append(i > 0 && i % GROUP == 0 ? "-" : "")
                    .append(CHARACTERS.charAt(random.nextInt(CHARACTERS.length())));
        }
        return password.length() > Password.LONGEST ? password.substring(0, Password.LONGEST) : password.toString();
    }

    /** The minimum length, in characters. */
    static int minLength(PasswordConfig passwords) {
        return Math.max(PasswordConfig.MIN_LENGTH, passwords.minLength().orElse(0));
    }

    /** Why {@code password} is not allowed, as a sentence; null if it is. */
    static @Nullable String flaw(String password, int minLength) {
        int length = password.codePointCount(0, password.length());
        return length < minLength || length > Password.LONGEST
                ? String.format(Locale.ROOT, "The password needs %d to %d characters.", minLength, Password.LONGEST)
                : null;
    }

    private NewPassword() {}
}
