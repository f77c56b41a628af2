package latchkey.email;

import java.util.UUID;

/** Gives a mail to the mail server. */
public interface MailSender {

    /**
     * A mail as it is sent.
     *
     * @param id makes its {@code Message-ID}
     */
    record WrittenMail(UUID id, String from, String to, String subject, String text, String html) {}

    /**
     * Does nothing if this process may send. With a wrong secret, the links in its mails would be invalid.
     *
     * @throws IllegalStateException with a sentence
     */
    void requireRightSecret();

    /**
     * Returns once the server has taken the mail.
     *
     * @throws Failure if it has not, or if its answer was lost
     */
    void send(WrittenMail mail) throws Failure;

    /** Why a mail was not sent, in the server's words. */
    final class Failure extends Exception {

        private static final long serialVersionUID = 1;

        private final boolean permanent;

        /** @param permanent whether the server will not take this mail, however often it is tried */
        public Failure(String why, boolean permanent) {
            super(why, null, false, false);
            this.permanent = permanent;
        }

        boolean isPermanent() {
            return permanent;
        }
    }
}
