package dev.sallyport.server.notify;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class NoticeTest {

    @Test
    void whatTheOutboxKeepsIsReadBack() {
        var notice = Notices.of("a", "shop", "update shop.orders", 3);

        assertThat(Notice.parse("a", notice.json().toString())).isEqualTo(notice);
    }

    @Test
    void aMessageOfAnEarlierBuildIsToldByItsSummary() {
        var json = Notices.of("a", "shop", "update shop.orders").json();
        ((ObjectNode) json.path("data")).remove("headline");

        assertThat(Notice.parse("a", json.toString()).subject())
                .isEqualTo("Decide: update shop.orders");
    }
}
