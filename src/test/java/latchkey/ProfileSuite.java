package latchkey;

import org.junit.platform.suite.api.ExcludeClassNamePatterns;
import org.junit.platform.suite.api.IncludeClassNamePatterns;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/**
 * The other tests that start the application with settings of their own, and those of hashes, which need none: so the suites take
 * about the same time.
 */
@Suite
@SelectPackages("latchkey")
@IncludeClassNamePatterns(ProfileSuite.TESTS)
@ExcludeClassNamePatterns({ContractSuite.TESTS, MailSuite.TESTS})
class ProfileSuite {

    static final String TESTS = ".*ProfileTest|latchkey[.]hash[.].*Test";
}
