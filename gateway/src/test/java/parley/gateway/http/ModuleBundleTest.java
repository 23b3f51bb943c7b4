package parley.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of modules; whether the script does what they did is seen in a browser, by the tests of the web client. */
class ModuleBundleTest {

    private final Map<String, String> sources = new LinkedHashMap<>();
    private final ModuleBundle bundle = new ModuleBundle(
            path -> Objects.requireNonNull(sources.get(path), path), Map.of("lib", "/l/lib.js", "lib/", "/l/"));

    @Test
    void callsEachModuleOnceAfterThoseThatItImports() {
        sources.put("/app.js", "import { b } from './b.js';\nimport './c.js';\nawait b();\n");
        sources.put("/b.js", "import { c } from './c.js';\nexport const b = () => c;\n");
        sources.put("/c.js", "export const c = 1;\n");

        assertThat(bundle.of("/app.js")).isEqualTo("""
                        const module$1 = (() => {
                        // /c.js
                        const c = 1;

                        return { c: c };
                        })();
                        const module$2 = (() => {
                        // /b.js
                        const c = module$1.c;
                        const b = () => c;

                        return { b: b };
                        })();
                        // /app.js
                        const b = module$2.b;

                        await b();

                        """);
        assertThat(bundle.modules()).containsExactly("/c.js", "/b.js", "/app.js");
    }

    @Test
    void understandsWhatLibrariesAreWrittenLike() {
        sources.put("/app.js", "import { A, made } from 'lib';\nimport { d as e } from 'lib/d.js';\n");
        sources.put(
                "/l/lib.js",
                "/** license */\nimport{d as t}from\"./d.js\";export*from\"./d.js\";class n{};export{n as A};"
                        + "export{d as made}from\"./d.js\";\n//# sourceMappingURL=lib.js.map\n");
        sources.put("/l/d.js", "export { x as d };\nconst x = 2;\n");

        String script = bundle.of("/app.js");

        assertThat(script)
                .contains("return { d: x };")
                .contains("const t = module$1.d;")
                .contains("return { d: module$1.d, made: module$1.d, A: n };")
                .contains("const A = module$2.A, made = module$2.made;\nconst e = module$1.d;")
                .doesNotContain("sourceMappingURL", "import", "export");
    }

    @Test
    void knowsWhatOurModulesExport() {
        sources.put("/app.js", "import words from './words.js';\nimport { A, f, g } from './all.js';\n");
        sources.put("/words.js", "export default {\n  a: 'import',\n};\n");
        sources.put("/all.js", "export class A {}\nexport function f() {}\nexport async function g() {}\n");

        assertThat(bundle.of("/app.js"))
                .contains("const default$ = {\n  a: 'import',\n};", "return { default: default$ };")
                .contains("const words = module$1.default;")
                .contains("class A {}\nfunction f() {}\nasync function g() {}", "return { A: A, f: f, g: g };");
    }

    @Test
    void leavesAloneWhatIsImportedLaterOrSaidInComments() {
        String source =
                "/**\n * import { connect } from 'x';\n */\nconst later = (language) => import(`./${language}.js`);\n";
        sources.put("/app.js", source);

        assertThat(bundle.of("/app.js")).isEqualTo("// /app.js\n" + source + "\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "export let a = 1;| not understood, in /b.js: export let a = 1;",
                "import * as all from './c.js';| not understood, in /b.js: import * as all",
                "import { d } from './c.js';| /b.js imports d, which /c.js does not export",
                "import d from './c.js';| /b.js imports default, which /c.js does not export",
                "import { a } from './app.js';| modules that import each other: [/app.js, /b.js]",
                "import { a } from 'other';| other in /b.js is not in the import map"
            })
    void failsOnWhatItDoesNotUnderstand(String statement, String why) {
        sources.put("/app.js", "import './b.js';\n");
        sources.put("/b.js", statement + "\n");
        sources.put("/c.js", "export const c = 1;\n");

        assertThatIllegalStateException().isThrownBy(() -> bundle.of("/app.js")).withMessageContaining(why.strip());
    }
}
