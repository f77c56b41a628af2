package latchkey;

import org.junit.platform.suite.api.ExcludeClassNamePatterns;
import org.junit.platform.suite.api.IncludeClassNamePatterns;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/** The tests that share one application, and those that need none, without those of the other suites. */
@Suite
@SelectPackages("latchkey")
@IncludeClassNamePatterns(".*Test")
@ExcludeClassNamePatterns({ContractSuite.TESTS, MailSuite.TESTS, ProfileSuite.TESTS})
class DefaultSuite {}
