package org.parley.browser;

import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.parley.testing.ApplicationServer;
import org.parley.testing.Await;
import org.parley.testing.ChatClient;
import org.parley.testing.ChatClientAccount;
import org.parley.testing.Chromium;
import org.parley.testing.KafkaServer;
import org.parley.testing.KeycloakServer;
import org.parley.testing.MariaDbServer;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

/**
 * One Keycloak, and one Parley that waits for it, serve all tests; each brings people of its own. There are no accounts with
 * passwords. With {@code -Dparley.tests.sign-on=cluster} Parley is two nodes in Kafka mode on MariaDB.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@DisplayName("Single sign-on with Keycloak")
class SignOnInTheBrowserIT {
    private static final String PASSWORD = "correct horse battery";
    private static final String SECRET = "shared-with-keycloak";
    /** Programs such as a script, which get tokens for Parley by a user's password: good for minutes, or for seconds. */
    private static final String API_CLIENT = "parley-cli";

    private static final String HASTY_CLIENT = "parley-cli-hasty";
    private static final String AUDIENCE_MAPPER = """
            {"name":"audience","protocol":"openid-connect","protocolMapper":"oidc-audience-mapper",
             "config":{"included.custom.audience":"parley-api","access.token.claim":"true","id.token.claim":"false"}}""";
    private static final int LIMIT_MILLIS = 30_000;
    private static final boolean CLUSTER = "cluster".equals(System.getProperty("parley.tests.sign-on"));
    private static final Duration FIVE_SECONDS = Duration.ofSeconds(5);
    private static final Duration SKEW = Duration.ofSeconds(10);
    private static final Duration START = Duration.ofSeconds(300);

    private final KeycloakServer keycloak = new KeycloakServer();
    private final ApplicationServer parley = ApplicationServer.named("sign-on");
    /** Where programs connect. Keycloak does not know of it. */
    private final ApplicationServer elsewhere = CLUSTER ? ApplicationServer.named("sign-on-other") : parley;

    private final MariaDbServer database = CLUSTER ? new MariaDbServer("sign-on") : null;
    private final KafkaServer kafka = CLUSTER ? new KafkaServer("sign-on") : null;
    private final List<Person> people = new ArrayList<>();
    private Chromium chromium;

    @BeforeAll
    @Timeout(value = 15, unit = TimeUnit.MINUTES)
    void start() {
        PlaywrightAssertions.setDefaultAssertionTimeout(LIMIT_MILLIS);
        String parleyUrl = "http://127.0.0.1:" + parley.port();
        keycloak.with("PARLEY_URL", parleyUrl).with("PARLEY_OIDC_SECRET", SECRET);
        keycloak.prepare();
        if (CLUSTER) {
            // One after the other: together they would take longer than each is given.
            keycloak.begin().await();
            database.start();
            kafka.start();
            nodes().forEach(node -> start(node, parleyUrl));
        } else {
            // It is ready only when Keycloak is.
            CompletableFuture<Void> starting = CompletableFuture.runAsync(() -> start(parley, parleyUrl));
            Await.until("Parley missed its provider", START, () -> starting.isDone() || saysThatTheProviderIsMissing());
            keycloak.begin();
            starting.join();
            keycloak.await();
        }
        chromium = Chromium.launch();
        keycloak.admin("POST", "/groups", "{\"name\":\"staff\"}");
        keycloak.admin("POST", "/clients", apiClient(API_CLIENT, 300));
        letParleyBeAnApiClient();
        keycloak.admin("POST", "/clients", apiClient(HASTY_CLIENT, 4));
    }

    private List<ApplicationServer> nodes() {
        return CLUSTER ? List.of(parley, elsewhere) : List.of(parley);
    }

    private boolean saysThatTheProviderIsMissing() {
        return parley.logs().contains("chat.oidc.issuer) can't be used");
    }

    private void start(ApplicationServer node, String publicUrl) {
        if (CLUSTER) {
            node.with(database).with(kafka);
        }
        node.with("CHAT_PUBLIC_URL", publicUrl)
                .with("CHAT_ACCOUNTS_LOCAL", "off")
                .with("CHAT_OIDC_ISSUER", keycloak.issuer().toString())
                .with("CHAT_OIDC_NAME", "Keycloak")
                .with("CHAT_OIDC_CLIENT_ID", "parley")
                .with("CHAT_OIDC_CLIENT_SECRET", SECRET)
                .with("CHAT_OIDC_GROUPS", "staff")
                .with("CHAT_OIDC_ADMIN_ROLE", "chat-admin")
                .with("CHAT_OIDC_AUDIENCE", "parley-api")
                .with("CHAT_OIDC_CLOCK_SKEW", SKEW.toString())
                .start();
    }

    @AfterAll
    void stop() {
        if (chromium != null) {
            chromium.close();
        }
        nodes().forEach(ApplicationServer::close);
        keycloak.close();
        if (CLUSTER) {
            kafka.close();
            database.close();
        }
    }

    @AfterEach
    void everybodyLeaves() {
        List<String> complaints = new ArrayList<>();
        people.forEach(person -> {
            person.takePictures("sign-on");
            complaints.addAll(person.leaves());
        });
        people.clear();
        assertEquals(List.of(), complaints);
    }

    @Test
    @DisplayName("a node is not ready before the provider is, says why, and becomes so by itself")
    void readyWithTheProvider() {
        assumeFalse(CLUSTER, "a cluster starts when the provider is there");
        assertTrue(saysThatTheProviderIsMissing(), "the log tells that the provider is missing");
        assertTrue(parley.isReady());
    }

    @Test
    @DisplayName("two people sign in, talk, and are what the provider says, anew with each sign-on")
    void twoPeopleSignInAndTalk() {
        String id = user("anna", "Anna", "Freud", "staff");
        grant(id, "chat-admin", "POST");
        user("bert", "Bert", "Brecht", "staff");
        Device anna = opens("anna", "Anna Freud");
        Chromium.screenshot(anna.page, "sign-on-offered");
        signsIn(anna, "anna");
        Device bert = opens("bert", "Bert Brecht");
        signsIn(bert, "bert");
        bert.finds(people.get(0));
        bert.writes("Morning, Anna");
        anna.opens("Bert Brecht");
        anna.sees("Morning, Anna");
        assertEquals(Set.of("user", "admin"), roles(me("anna")));
        assertEquals(Set.of("user"), roles(me("bert")));
        assertEquals("anna@example.org", me("anna").get("email").asText());

        keycloak.admin("PUT", "/users/" + id, "{\"firstName\":\"Anna\",\"lastName\":\"Seghers\"}");
        grant(id, "chat-admin", "DELETE");
        anna.logsOut();
        assertThat(anna.at("sign-on")).isVisible();
        // At the provider, too: it asks for the password again.
        signsIn(anna, "anna");
        assertEquals("Anna Seghers", me("anna").get("name").asText());
        assertEquals(Set.of("user"), roles(me("anna")));
        anna.page.reload();
        anna.seesTheWorkspace();
    }

    @Test
    @DisplayName(
            "log-out at the provider closes live connections within five seconds, and tokens of it are worth nothing")
    void logoutAtTheProviderClosesConnections() throws Exception {
        String id = user("carl", "Carl", "Orff", "staff");
        Device carl = opens("carl", "Carl Orff");
        signsIn(carl, "carl");
        String token = parleysToken("carl");
        try (ChatClient client = ChatClient.connect(elsewhere.baseUri(), token)) {
            client.take("welcome");
            keycloak.admin("POST", "/users/" + id + "/logout", null);

            assertEquals(4401, client.closed().get(FIVE_SECONDS.toMillis(), TimeUnit.MILLISECONDS));
            assertThat(carl.at("sign-on")).isVisible();
            assertThat(carl.at("auth-notice")).containsText("Your session has ended");
        }
        assertEquals(401, get("/api/me", token).status());
        assertEquals(200, get("/api/me", parleysToken("carl")).status());
    }

    @Test
    @DisplayName("who is disabled at the provider, or in none of the groups, does not come in, and learns why")
    void whoIsNotAllowedDoesNotComeIn() {
        String id = user("dora", "Dora", "Maar", "staff");
        String token = parleysToken("dora");
        assertEquals(200, get("/api/me", token).status());
        keycloak.admin("PUT", "/users/" + id, "{\"enabled\":false}");
        keycloak.admin("POST", "/users/" + id + "/logout", null);
        Await.until(
                "the token was refused",
                FIVE_SECONDS,
                () -> get("/api/me", token).status() == 401);
        Device dora = opens("dora", "Dora Maar");
        dora.complaints.expect("status of 400 ");
        entersPassword(dora, "dora");
        assertThat(dora.page.getByText("Account is disabled")).isVisible();

        user("emil", "Emil", "Nolde", null);
        Device emil = opens("emil", "Emil Nolde");
        entersPassword(emil, "emil");
        assertThat(emil.at("sign-on")).isVisible();
        assertThat(emil.at("auth-notice")).containsText("may not use this chat");
        assertEquals(401, get("/api/me", token("emil")).status());
    }

    @Test
    @DisplayName("who is disabled in Parley is out at once, and does not come in again though the provider says yes")
    void whoIsDisabledInParleyDoesNotComeIn() {
        grant(user("ines", "Ines", "Geipel", "staff"), "chat-admin", "POST");
        user("jan", "Jan", "Wagner", "staff");
        Device jan = opens("jan", "Jan Wagner");
        signsIn(jan, "jan");
        jan.complaints.expect("status of 40[13] ");

        JsonNode account = patch("/api/admin/users/jan", token("ines"), "{\"enabled\":false}")
                .expect(200);

        assertFalse(account.get("enabled").asBoolean());
        assertTrue(account.get("administeredByProvider").asBoolean());
        assertThat(jan.at("auth-notice")).containsText("has been disabled");
        // The provider still knows jan, and asks nothing.
        jan.at("sign-on").click();
        jan.page.waitForURL("**/#/**");
        assertThat(jan.at("auth-notice")).containsText("has been disabled");
        assertThat(jan.at("sign-on")).isVisible();
        Chromium.screenshot(jan.page, "sign-on-disabled");
        assertEquals(403, get("/api/me", token("jan")).status());
        assertEquals(
                409,
                patch("/api/admin/users/jan", token("ines"), "{\"administrator\":true}")
                        .status());
        JsonNode logins =
                get("/api/admin/audit?action=login&actor=ines", token("ines")).expect(200);
        assertEquals("ines", logins.at("/entries/0/target").asText());
    }

    @Test
    @DisplayName("who is erased does not come back with a token that a program still has")
    void whoIsErasedDoesNotComeBack() {
        grant(user("mona", "Mona", "Hatoum", "staff"), "chat-admin", "POST");
        user("nils", "Nils", "Holgersson", "staff");
        String kept = token("nils");
        get("/api/me", kept).expect(200);

        send("DELETE", "/api/admin/users/nils", token("mona"), null).expect(204);

        assertEquals(401, send("GET", "/api/me", kept, null).status());
        JsonNode found =
                get("/api/admin/users?query=nils", token("mona")).expect(200).get("users");
        assertTrue(found.isEmpty(), found.toString());
    }

    @Test
    @DisplayName("a token without the role of administrators does not administer, though the account still does")
    void aTokenWithoutTheRoleDoesNotAdminister() {
        String lena = user("lena", "Lena", "Christ", "staff");
        grant(lena, "chat-admin", "POST");
        get("/api/admin/users", token("lena")).expect(200);

        grant(lena, "chat-admin", "DELETE");
        assertEquals(403, get("/api/admin/users", token("lena")).status());
    }

    @Test
    @DisplayName("without accounts with passwords there is nothing but the provider; with them, both are offered")
    void theLoginPageOffersWhatThereIs() {
        Device kim = opens("kim", "Kim Thúy");
        assertThat(kim.at("sign-on")).hasText("Sign in with Keycloak");
        assertThat(kim.at("login-form")).hasCount(0);
        assertThat(kim.at("switch-to-register")).hasCount(0);
        Chromium.screenshot(kim.page, "sign-on-alone");

        kim.page.route(
                "**/api/auth/config",
                route -> route.fulfill(
                        new Route.FulfillOptions()
                                .setContentType("application/json")
                                .setBody(
                                        "{\"local\":true,\"registration\":true,\"oidc\":true,\"oidcName\":\"Keycloak\",\"issuer\":null}")));
        kim.page.reload();
        assertThat(kim.at("login-form")).isVisible();
        assertThat(kim.at("sign-on")).isVisible();
    }

    @Test
    @DisplayName("a new key of the provider is followed at once")
    void keyRotationIsFollowed() {
        user("fay", "Fay", "Weldon", "staff");
        String before = token("fay");
        assertEquals(200, get("/api/me", before).status());
        keycloak.admin("POST", "/components", """
                {"name":"newer","providerId":"rsa-generated","providerType":"org.keycloak.keys.KeyProvider",
                 "config":{"priority":["900"],"enabled":["true"],"active":["true"],"algorithm":["RS256"]}}""");

        String after = token("fay");

        assertFalse(after.split("\\.")[0].equals(before.split("\\.")[0]), "another key id");
        assertEquals(200, get("/api/me", after).status());
        assertEquals(200, get("/api/me", before).status());
        signsIn(opens("fay", "Fay Weldon"), "fay");
    }

    @Test
    @DisplayName("a token is good for the skew beyond its end, and no longer; one for somebody else never")
    void timesAndAudience() {
        user("gert", "Gert", "Jonke", "staff");
        get("/api/me", token("gert")).expect(200);
        String token = keycloak.accessToken(HASTY_CLIENT, "gert", PASSWORD);
        long end = claims(token).get("exp").asLong() * 1000;
        assertTrue(end - System.currentTimeMillis() < 5_000, "lives for a moment");
        Await.until("the token ended", SKEW.multipliedBy(2), () -> System.currentTimeMillis() > end + 500);
        assertEquals(200, get("/api/me", token).status());
        Await.until(
                "the skew ended", SKEW.multipliedBy(2), () -> System.currentTimeMillis() > end + SKEW.toMillis() + 100);
        assertEquals(401, get("/api/me", token).status());

        assertEquals(
                401,
                get("/api/me", keycloak.accessToken("admin-cli", "gert", PASSWORD))
                        .status());
    }

    @Test
    @DisplayName("whoever says no at the provider, or comes back from nowhere, is told what to do")
    void failuresAreExplained() {
        Device hans = opens("hans", "Hans Arp");
        hans.page.navigate("/api/auth/oidc/callback?code=made-up&state=made-up");
        assertThat(hans.at("auth-notice")).containsText("Try again");
        assertThat(hans.at("sign-on")).isVisible();
        Chromium.screenshot(hans.page, "sign-on-failed");
    }

    /** Only then does Keycloak tell Parley of the end of log-ins that an access token comes from. */
    private void letParleyBeAnApiClient() {
        String id = keycloak.admin("GET", "/clients?clientId=parley", null)
                .get(0)
                .get("id")
                .asText();
        keycloak.admin("PUT", "/clients/" + id, "{\"directAccessGrantsEnabled\":true}");
        keycloak.admin("POST", "/clients/" + id + "/protocol-mappers/models", AUDIENCE_MAPPER);
    }

    private Device opens(String user, String name) {
        BrowserContext context = chromium.newContext(parley.baseUri());
        context.setDefaultTimeout(LIMIT_MILLIS);
        Person person = new Person(context, user, name);
        people.add(person);
        return person.opensParley();
    }

    private void signsIn(Device device, String user) {
        entersPassword(device, user);
        device.seesTheWorkspace();
    }

    private void entersPassword(Device device, String user) {
        device.at("sign-on").click();
        Page page = device.page;
        page.locator("#username").fill(user);
        page.locator("#password").fill(PASSWORD);
        page.locator("#kc-login").click();
    }

    private String token(String user) {
        return keycloak.accessToken(API_CLIENT, user, PASSWORD);
    }

    private String parleysToken(String user) {
        return keycloak.accessToken("parley", SECRET, user, PASSWORD);
    }

    private JsonNode me(String user) {
        return get("/api/me", token(user)).expect(200);
    }

    private ChatClientAccount.Answer get(String path, String token) {
        return ChatClientAccount.send(HttpRequest.newBuilder(parley.baseUri().resolve(path))
                .timeout(Duration.ofSeconds(30))
                .header("Authorization", "Bearer " + token)
                .build());
    }

    private ChatClientAccount.Answer patch(String path, String token, String body) {
        return send("PATCH", path, token, body);
    }

    private ChatClientAccount.Answer send(String method, String path, String token, String body) {
        return ChatClientAccount.send(HttpRequest.newBuilder(elsewhere.baseUri().resolve(path))
                .timeout(Duration.ofSeconds(30))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    private static Set<String> roles(JsonNode me) {
        return StreamSupport.stream(me.get("roles").spliterator(), false)
                .map(JsonNode::asText)
                .collect(Collectors.toSet());
    }

    private static JsonNode claims(String token) {
        try {
            return ChatClientAccount.JSON.readTree(
                    java.util.Base64.getUrlDecoder().decode(token.split("\\.")[1]));
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** @return the id at the provider */
    private String user(String user, String first, String last, String group) {
        var json = ChatClientAccount.JSON
                .createObjectNode()
                .put("username", user)
                .put("enabled", true)
                .put("firstName", first)
                .put("lastName", last)
                .put("email", user + "@example.org")
                .put("emailVerified", true);
        json.putArray("credentials")
                .addObject()
                .put("type", "password")
                .put("value", PASSWORD)
                .put("temporary", false);
        if (group != null) {
            json.putArray("groups").add("/" + group);
        }
        keycloak.admin("POST", "/users", json.toString());
        return keycloak.admin("GET", "/users?exact=true&username=" + user, null)
                .get(0)
                .get("id")
                .asText();
    }

    private void grant(String id, String role, String method) {
        JsonNode representation = keycloak.admin("GET", "/roles/" + role, null);
        keycloak.admin(method, "/users/" + id + "/role-mappings/realm", "[" + representation + "]");
    }

    private static String apiClient(String name, int seconds) {
        return """
                {"clientId":"%s","publicClient":true,"directAccessGrantsEnabled":true,"standardFlowEnabled":false,
                 "attributes":{"access.token.lifespan":"%d"},
                 "protocolMappers":[
                  %s,
                  {"name":"roles","protocol":"openid-connect","protocolMapper":"oidc-usermodel-realm-role-mapper",
                   "config":{"claim.name":"roles","jsonType.label":"String","multivalued":"true","access.token.claim":"true"}},
                  {"name":"groups","protocol":"openid-connect","protocolMapper":"oidc-group-membership-mapper",
                   "config":{"claim.name":"groups","full.path":"false","access.token.claim":"true"}}]}""".formatted(name, seconds, AUDIENCE_MAPPER);
    }
}
