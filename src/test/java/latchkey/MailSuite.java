package latchkey;

import org.junit.platform.suite.api.IncludeClassNamePatterns;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/** The tests of mail and webhooks, and those of contracts and HTTP with the same settings. */
@Suite
@SelectPackages("latchkey")
@IncludeClassNamePatterns(MailSuite.TESTS)
class MailSuite {

    static final String TESTS = "latchkey[.](email|outbound|webhook)[.].*Test"
            + "|.*[.](AllowedMethods|ContractsWithMail|PasswordChange|VerificationRequired)ProfileTest";
}
