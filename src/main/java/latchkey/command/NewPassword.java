package latchkey.command;

import java.io.Console;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Scanner;
import latchkey.contract.Password;
import org.jspecify.annotations.Nullable;

/** A password that an operator sets: asked for, read from standard input, or made. */
final class NewPassword {

    /** Of 32, so that a character is five bits; none that is taken for another when it is read out. */
    private static final String CHARACTERS = "abcdefghijkmnpqrstuvwxyz23456789";

    /** A hundred bits. */
    private static final int LENGTH = 20;

    private static final int GROUP = 5;

    /**
     * The command asks the operator at a console for it, twice; else it is one line of standard input.
     *
     * @return nothing where the two are not the same
     */
    @SuppressWarnings("SystemConsoleNull") // from 22 to 24 a pipe is a console, too, which reads it as well
    static Optional<String> asked() {
        Console console = System.console();
        if (console == null) {
            return Optional.of(line());
        }
        char[] typed = console.readPassword("New password: ");
        char[] again = console.readPassword("Once more: ");
        // A pipe has it once.
        return again == null || Arrays.equals(typed, again)
                ? Optional.of(typed == null ? "" : new String(typed))
                : Optional.empty();
    }

    /** The command asks the operator at a console for it, once; else it is one line of standard input. */
    @SuppressWarnings("SystemConsoleNull")
    static String askedOnce() {
        Console console = System.console();
        if (console == null) {
            return line();
        }
        char[] typed = console.readPassword("Password: ");
        return typed == null ? "" : new String(typed);
    }

    /** Whether the operator answers with yes; not where there is no console. */
    @SuppressWarnings("SystemConsoleNull")
    static boolean confirmed(String question) {
        Console console = System.console();
        String answer = console == null ? null : console.readLine("%s [y/N] ", question);
        return answer != null && answer.strip().toLowerCase(Locale.ROOT).matches("y|yes");
    }

    private static String line() {
        Scanner input = new Scanner(System.in, StandardCharsets.UTF_8);
        String line = input.hasNextLine() ? input.nextLine() : "";
        // What Windows' PowerShell begins a pipe with.
        return line.startsWith("\uFEFF") ? line.substring(1) : line;
    }

    /** @param shortest characters that it has to have at least */
    static String generated(int shortest) {
        SecureRandom random = new SecureRandom();
        StringBuilder password = new StringBuilder();
        for (int i = 0; i < LENGTH || password.length() < shortest; i++) {
            password.append(i > 0 && i % GROUP == 0 ? "-" : "")
                    .append(CHARACTERS.charAt(random.nextInt(CHARACTERS.length())));
        }
        return password.length() > Password.LONGEST ? password.substring(0, Password.LONGEST) : password.toString();
    }

    /** Why {@code password} is none, in half a sentence. */
    static @Nullable String flaw(String password, int shortest) {
        int length = password.codePointCount(0, password.length());
        return length < shortest || length > Password.LONGEST
                ? String.format(Locale.ROOT, "The password needs %d to %d characters.", shortest, Password.LONGEST)
                : null;
    }

    private NewPassword() {}
}
