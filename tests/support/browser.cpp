#include "support/browser.hpp"

#include <boost/json/parse.hpp>
#include <curl/curl.h>

#include <algorithm>
#include <cctype>
#include <memory>

namespace vacancy::testing {
namespace {

using Easy = std::unique_ptr<CURL, decltype([](CURL* c) { curl_easy_cleanup(c); })>;
using List = std::unique_ptr<curl_slist, decltype([](curl_slist* l) { curl_slist_free_all(l); })>;

std::size_t take_body(char* data, std::size_t size, std::size_t count, void* into) {
    static_cast<std::string*>(into)->append(data, size * count);
    return size * count;
}

std::size_t take_header(char* data, std::size_t size, std::size_t count, void* into) {
    const std::string line(data, size * count);
    const auto colon = line.find(':');
    if (colon != std::string::npos) {
        std::string name = line.substr(0, colon);
        std::ranges::transform(name, name.begin(),
                               [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
        const auto begin = line.find_first_not_of(' ', colon + 1);
        const auto end = line.find_last_not_of("\r\n");
        if (begin != std::string::npos && end >= begin)
            (*static_cast<std::map<std::string, std::string>*>(into))[name] =
                line.substr(begin, end - begin + 1);
    }
    return size * count;
}

List list_of(const Headers& headers, const std::string& key) {
    curl_slist* list = curl_slist_append(nullptr, "Expect:");
    for (const auto& [name, value] : headers)
        list = curl_slist_append(list, (name + ": " + value).c_str());
    if (!key.empty()) list = curl_slist_append(list, ("Authorization: Bearer " + key).c_str());
    return List(list);
}

}  // namespace

boost::json::value Answer::json() const { return boost::json::parse(body); }

Answer Browser::send(const std::string& method, const std::string& path, const std::string& body,
                     const Headers& headers) const {
    Answer answer;
    const Easy easy(curl_easy_init());
    const List list = list_of(headers, key_);
    const std::string url = base_url_ + path;
    CURL* c = easy.get();
    curl_easy_setopt(c, CURLOPT_URL, url.c_str());
    curl_easy_setopt(c, CURLOPT_CUSTOMREQUEST, method.c_str());
    curl_easy_setopt(c, CURLOPT_HTTPHEADER, list.get());
    curl_easy_setopt(c, CURLOPT_TIMEOUT, 60L);
    curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(c, CURLOPT_PROXY, "");
    curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(c, CURLOPT_WRITEDATA, &answer.body);
    curl_easy_setopt(c, CURLOPT_HEADERFUNCTION, take_header);
    curl_easy_setopt(c, CURLOPT_HEADERDATA, &answer.headers);
    if (method != "GET" && method != "DELETE") {
        curl_easy_setopt(c, CURLOPT_POSTFIELDS, body.data());
        curl_easy_setopt(c, CURLOPT_POSTFIELDSIZE, static_cast<long>(body.size()));
    }
    if (curl_easy_perform(c) != CURLE_OK) return answer;
    long status = 0;
    curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &status);
    answer.status = static_cast<int>(status);
    return answer;
}

Answer Browser::get(const std::string& path, const Headers& headers) const {
    return send("GET", path, {}, headers);
}

Answer Browser::post(const std::string& path, const std::string& body,
                     const Headers& headers) const {
    Headers all = headers;
    all.emplace_back("Content-Type", "application/json");
    return send("POST", path, body, all);
}

std::string text_at(const boost::json::value& d, const std::string& pointer) {
    return std::string(d.at_pointer(pointer).as_string());
}

std::int64_t number_at(const boost::json::value& d, const std::string& pointer) {
    return d.at_pointer(pointer).to_number<std::int64_t>();
}

}  // namespace vacancy::testing
