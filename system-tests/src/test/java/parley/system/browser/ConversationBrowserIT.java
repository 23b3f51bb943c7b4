package parley.system.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import parley.system.local.LocalClusterUnderTest;

/** People in their browsers, each on another node of a real cluster. */
class ConversationBrowserIT {

    private static final int NODES = 3;
    /** More than a page of history. */
    private static final int LINES = 70;

    /** In bytes, as they come over the network. */
    private static final double TRANSFER_MAX = 300_000;

    private static final AtomicInteger GROUPS = new AtomicInteger();

    @RegisterExtension
    static final Chromium CHROMIUM = new Chromium();

    private static LocalClusterUnderTest cluster;

    private final List<Person> everybody = new ArrayList<>();
    private int group;

    @BeforeAll
    static void startCluster() {
        cluster = LocalClusterUnderTest.start(NODES);
    }

    @AfterAll
    static void stopCluster() {
        if (cluster != null) {
            cluster.close();
        }
    }

    @BeforeEach
    void nameThemAnew() {
        group = GROUPS.incrementAndGet();
    }

    @AfterEach
    void nobodyComplains() {
        everybody.forEach(
                person -> assertThat(person.complaints).as(person.displayName).isEmpty());
    }

    private Person ann() {
        return signUp("ann", "Ann Archer", 0);
    }

    private Person bob() {
        return signUp("bob", "Bob Baker", 1);
    }

    private Person signUp(String name, String displayName, int node) {
        return arrive(Person.at(cluster.addresses().get(node), CHROMIUM.desktop(), name + group, displayName));
    }

    private Person arrive(Person person) {
        everybody.add(person);
        return person.signUp();
    }

    @Test
    void twoPeopleTalkAndSeeHowFarTheirMessagesGot() {
        Person ann = ann();
        Person bob = bob();

        ann.startChatWith(bob).write("Good morrow, Bob!");
        ann.seesTick("Good morrow, Bob!", "Delivered").seesStatus("online");
        bob.seesUnread("Ann Archer", 1);
        bob.open("Ann Archer").sees("Good morrow, Bob!").write("And to you.");

        ann.sees("And to you.").seesTick("Good morrow, Bob!", "Read");
        bob.seesTick("And to you.", "Read");
        assertThat(bob.row("Ann Archer").locator(".badge")).hasCount(0);
    }

    @Test
    void onePersonSeesThatTheOtherTypes() {
        Person ann = ann();
        Person bob = bob();
        ann.startChatWith(bob).write("Are you there?");
        bob.open("Ann Archer").sees("Are you there?");

        bob.composer().pressSequentially("Just a mom");
        ann.seesStatus("typing…");
        bob.write("Yes");

        ann.sees("Yes").seesStatus("online");
    }

    @Test
    void presenceFollowsComingAndGoing() {
        Person ann = ann();
        Person bob = bob();
        ann.startChatWith(bob).seesStatus("online");

        bob.page.close();

        ann.seesStatus("last seen");
    }

    @Test
    void othersSeeAtOnceHowOneIsCalledFromNowOn() {
        Person ann = ann();
        Person bob = bob();
        Person phone = Person.at(cluster.addresses().get(2), CHROMIUM.phone(), ann.name, ann.displayName);
        everybody.add(phone.logIn());
        ann.startChatWith(bob).write("It is I.");
        bob.open("Ann Archer").sees("It is I.");
        phone.button("Your account").click();

        ann.button("Your account").click();
        ann.button("Change your name").click();
        ann.page.getByLabel("Shown as").fill("Anna Fletcher");
        ann.button("Save").click();

        assertThat(bob.page.getByLabel("Conversation with Anna Fletcher")).isVisible();
        assertThat(bob.row("Anna Fletcher")).isVisible();
        assertThat(phone.page.getByRole(AriaRole.DIALOG)).containsText("Anna Fletcher");
    }

    @Test
    void aGroupTalksAndChanges() {
        Person ann = ann();
        Person bob = bob();
        Person cy = arrive(Person.at(cluster.addresses().get(2), CHROMIUM.phone(), "cy" + group, "Cy Cooper"));
        ann.startGroup("Verona", bob, cy).write("Welcome, everybody.");
        bob.open("Verona").sees("Welcome, everybody.").write("Gladly here.");
        ann.seesTick("Welcome, everybody.", "Delivered");
        cy.open("Verona").sees("Gladly here.").write("So am I.");
        ann.sees("So am I.").seesTick("Welcome, everybody.", "Read");
        ann.button("Group info").click();
        ann.screenshot("group-on-a-desk");
        cy.screenshot("group-on-a-phone");

        ann.button("Rename the group").click();
        ann.page.getByLabel("Name of the group").fill("Mantua");
        ann.button("Save").click();
        bob.open("Mantua");
        ann.button("Remove Cy Cooper").click();

        assertThat(cy.page.getByText("You are no longer in this group.")).isVisible();
        bob.button("Group info").click();
        assertThat(bob.page.getByLabel("Members").getByRole(AriaRole.LISTITEM)).hasCount(2);
        bob.button("Leave group").click();
        bob.button("Leave").click();
        assertThat(ann.page.getByText("Bob Baker left")).isVisible();
        assertThat(bob.page.getByLabel("Message", new Page.GetByLabelOptions().setExact(true)))
                .hasCount(0);
    }

    @Test
    void whatIsWrittenOfflineArrivesWhenTheConnectionIsBack() {
        String address = cluster.addresses().get(0);
        Person ann = arrive(Person.onCable(address, CHROMIUM.desktop(), "ann" + group, "Ann Archer"));
        Person bob = bob();
        ann.startChatWith(bob).write("before").seesTick("before", "Delivered");
        bob.open("Ann Archer").sees("before");

        ann.unplug().write("first").write("second").seesTick("second", "Waiting to be sent");
        ann.plugIn();

        bob.seesExactly(List.of("before", "first", "second"));
        ann.seesTick("second", "Read");
    }

    @Test
    void opensWithWhatItHasWhenThereIsNoNetwork() {
        String address = cluster.addresses().get(0);
        Person ann = arrive(Person.onCable(address, CHROMIUM.desktop(), "ann" + group, "Ann Archer"));
        Person bob = bob();
        ann.startChatWith(bob).write("kept").seesTick("kept", "Delivered").awaitKept("kept");

        ann.unplug().page.reload();
        ann.sees("kept").write("from the desert").seesTick("from the desert", "Waiting to be sent");
        assertThat(ann.page.getByText("No connection").or(ann.page.getByText("Connecting…")))
                .isVisible();
        ann.plugIn();

        bob.open("Ann Archer").sees("from the desert");
        ann.seesTick("from the desert", "Read");
    }

    @Test
    void onePersonSignsAnotherDeviceOfTheirsOut() {
        Person ann = ann();
        Person phone = Person.at(cluster.addresses().get(2), CHROMIUM.phone(), ann.name, ann.displayName);
        everybody.add(phone.logIn());

        ann.button("Your account").click();
        ann.page
                .getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(Pattern.compile("^Sign out ")))
                .click();

        assertThat(phone.page.getByText("This device was signed out.").first()).isVisible();
        assertThat(ann.page.getByText("This device")).hasCount(1);
    }

    @Test
    void aFirstVisitIsSmallAndNothingMoves() {
        String address = cluster.addresses().get(0);
        Person ann = ann();
        ann.startChatWith(bob()).write("Good morrow").seesTick("Good morrow", "Delivered");
        String state = ann.page.context().storageState();

        List<Visit> visits = List.of(
                Visit.to(address, CHROMIUM.desktop()),
                Visit.to(address, CHROMIUM.phone()),
                Visit.to(address, CHROMIUM.context(new Browser.NewContextOptions().setStorageState(state))));

        assertThat(visits).allSatisfy(visit -> {
            assertThat(visit.bytes()).isBetween(50_000.0, TRANSFER_MAX);
            assertThat(visit.shift()).isZero();
        });
    }

    @Test
    void aSlowNetworkIsEnough() {
        Person bob = bob();
        Person ann =
                arrive(Person.onSlowNetwork(cluster.addresses().get(0), CHROMIUM.phone(), "ann" + group, "Ann Archer"));

        ann.startChatWith(bob).write("slow but sure").seesTick("slow but sure", "Delivered");

        bob.open("Ann Archer").sees("slow but sure");
    }

    @Test
    void twoTabsStayInStep() {
        Person ann = ann();
        Person bob = bob();
        ann.startChatWith(bob).write("one");
        Person other = ann.anotherTab();
        everybody.add(other);
        other.signedIn();
        bob.open("Ann Archer").sees("one");

        other.sees("one").write("two");

        ann.sees("two").seesTick("two", "Read");
        bob.seesExactly(List.of("one", "two"));
        ann.page.navigate(cluster.addresses().get(0) + "/#");
        other.page.navigate(cluster.addresses().get(0) + "/#");
        bob.write("three");
        ann.seesUnread("Bob Baker", 1);
        other.seesUnread("Bob Baker", 1).open("Bob Baker").sees("three");
        assertThat(ann.row("Bob Baker").locator(".badge")).hasCount(0);

        ann.button("Your account").click();
        ann.button("Log out").click();

        assertThat(ann.button("Log in")).isVisible();
        assertThat(other.button("Log in")).isVisible();
    }

    @Test
    void oneScrollsBackToTheBeginning() {
        Person ann = ann();
        Person bob = bob();
        ann.startChatWith(bob);
        IntStream.rangeClosed(1, LINES).forEach(number -> ann.write("line " + number + "."));
        ann.seesTick("line " + LINES + ".", "Delivered");

        ann.page.reload();
        ann.signedIn().open("Bob Baker").sees("line " + LINES + ".");
        ann.scrollBackUntil(() -> ann.texts().size() == LINES);

        assertThat(ann.texts())
                .containsExactlyElementsOf(IntStream.rangeClosed(1, LINES)
                        .mapToObj(number -> "line " + number + ".")
                        .toList());
    }

    @Test
    void nothingIsLostOrDoubledWhenNodesDieAndAllIsStartedAgain() {
        Person ann = ann();
        Person bob = bob();
        ann.startGroup("Illyria", bob).write("0 from Ann").seesTick("0 from Ann", "Delivered");
        bob.open("Illyria").sees("0 from Ann");
        List<String> acked = new ArrayList<>(List.of("0 from Ann"));

        // Whichever node holds the group is among them, and so are the two that the people are connected to.
        for (int node = NODES - 1; node >= 0; node--) {
            cluster.kill(node);
            String round = String.valueOf(NODES - node);
            ann.write(round + " from Ann");
            bob.write(round + " from Bob");
            ann.sees(round + " from Bob").sees(round + " from Ann");
            bob.sees(round + " from Ann").sees(round + " from Bob");
            ann.seesTick(round + " from Ann", "Read");
            acked.addAll(List.of(round + " from Ann", round + " from Bob"));
            cluster.awaitReady();
        }
        List<String> order = ann.texts();
        assertThat(order).containsExactlyInAnyOrderElementsOf(acked);
        bob.seesExactly(order);

        cluster.restart();
        ann.page.reload();
        bob.page.reload();

        // At first they have what their browsers kept.
        ann.signedIn().seesExactly(order);
        bob.signedIn().seesExactly(order);
    }
}
