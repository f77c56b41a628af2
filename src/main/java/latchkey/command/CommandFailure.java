package latchkey.command;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;
import latchkey.database.DatabaseErrorAdvice;

/** Explains in one sentence why a command failed and what to do about it, without SQL or a stack trace. */
public final class CommandFailure {

    public static String of(Exception e) {
        return DatabaseErrorAdvice.quoting(e)
                .map(advice -> "Not done: " + advice + ".")
                .orElseGet(() ->
                        ofOther(e instanceof UncheckedIOException wrapped ? requireNonNull(wrapped.getCause()) : e));
    }

    private static String ofOther(Exception e) {
        if (e instanceof NoSuchFileException absent) {
            return "Not done: there is no file or folder " + absent.getFile() + ".";
        }
        if (e instanceof AccessDeniedException denied) {
            return "Not done: " + denied.getFile() + " may not be read or written by this user.";
        }
        if (e instanceof FileSystemException failed) {
            return String.format(
                    Locale.ROOT,
                    "Not done: %s: %s.",
                    failed.getFile(),
                    requireNonNullElse(failed.getReason(), failed.getClass().getSimpleName()));
        }
        return requireNonNullElse(e.getMessage(), e.getClass().getSimpleName())
                .lines()
                .findFirst()
                .orElse("");
    }

    private CommandFailure() {}
}
