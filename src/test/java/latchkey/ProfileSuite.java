package latchkey;

import org.junit.platform.suite.api.ExcludePackages;
import org.junit.platform.suite.api.IncludeClassNamePatterns;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/**
 * The tests that start the application with settings of their own, and those of hashes, which need none: so the suites take
 * about the same time. Without those of {@link ContractSuite}.
 */
@Suite
@SelectPackages("latchkey")
@ExcludePackages({"latchkey.contract", "latchkey.email", "latchkey.http", "latchkey.webhook"})
@IncludeClassNamePatterns({".*ProfileTest", "latchkey[.]hash[.].*Test"})
class ProfileSuite {}
