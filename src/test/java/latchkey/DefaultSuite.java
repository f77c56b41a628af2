package latchkey;

import org.junit.platform.suite.api.ExcludePackages;
import org.junit.platform.suite.api.IncludeClassNamePatterns;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/** The tests that share one application, and those that need none, without those of {@link ContractSuite} and of hashes. */
@Suite
@SelectPackages("latchkey")
@ExcludePackages({"latchkey.contract", "latchkey.email", "latchkey.http", "latchkey.webhook", "latchkey.hash"})
@IncludeClassNamePatterns("(?!.*ProfileTest$).*Test")
class DefaultSuite {}
