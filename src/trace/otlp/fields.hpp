#pragma once
// Fields that all three OTLP signals share. Only for the encoders: it brings protobuf with it.

#include "trace/defs.hpp"
#include "trace/otlp/resource.hpp"

#include <opentelemetry/proto/common/v1/common.pb.h>
#include <opentelemetry/proto/resource/v1/resource.pb.h>

#include <cstdint>
#include <span>
#include <string>

namespace vacancy::trace::otlp {

namespace common = opentelemetry::proto::common::v1;

/// Attributes without a value (Type::none) are left out.
template <class Message>
void put_attributes(std::span<const Attribute> attributes, Message& to) {
    for (const Attribute& attribute : attributes) {
        if (attribute.type == Attribute::Type::none) continue;
        common::KeyValue& field = *to.add_attributes();
        field.set_key(attribute.key.data(), attribute.key.size());
        common::AnyValue& value = *field.mutable_value();
        switch (attribute.type) {
            case Attribute::Type::integer: value.set_int_value(attribute.integer); break;
            case Attribute::Type::real: value.set_double_value(attribute.real); break;
            case Attribute::Type::boolean: value.set_bool_value(attribute.boolean); break;
            case Attribute::Type::text:
            case Attribute::Type::none:
                value.set_string_value(attribute.text.data(), attribute.text.size());
                break;
        }
    }
}

inline void put_resource(const Resources& resources, const ScopeDef& scope,
                         opentelemetry::proto::resource::v1::Resource& to) {
    for (const ResourceAttribute& attribute : resources.attributes_of(scope)) {
        common::KeyValue& field = *to.add_attributes();
        field.set_key(attribute.key);
        if (const auto* text = std::get_if<std::string>(&attribute.value))
            field.mutable_value()->set_string_value(*text);
        else
            field.mutable_value()->set_int_value(std::get<std::int64_t>(attribute.value));
    }
}

inline void put_scope(const ScopeDef& scope, common::InstrumentationScope& to) {
    to.set_name(scope.name.data(), scope.name.size());
    to.set_version(scope.version.data(), scope.version.size());
}

template <class Bytes>
void put_id(const Bytes& id, std::string& to) {
    to.assign(reinterpret_cast<const char*>(id.bytes.data()), id.bytes.size());
}

/// Finds or makes the group of a scope: first its resource's, then its own.
template <class Request, class AddResource, class AddScope>
class Groups {
public:
    using ResourceGroup = std::remove_pointer_t<std::invoke_result_t<AddResource, Request&>>;
    using ScopeGroup = std::remove_pointer_t<std::invoke_result_t<AddScope, ResourceGroup&>>;

    Groups(Request& request, const Resources& resources)
        : request_(request), resources_(resources) {}

    ScopeGroup& of(const ScopeDef& scope) {
        for (const auto& [known, group] : scopes_)
            if (known == &scope) return *group;
        ScopeGroup& made = *AddScope{}(resource_of(scope));
        put_scope(scope, *made.mutable_scope());
        scopes_.emplace_back(&scope, &made);
        return made;
    }

private:
    ResourceGroup& resource_of(const ScopeDef& scope) {
        const std::string_view service = resources_.service_of(scope);
        for (const auto& [known, group] : services_)
            if (known == service) return *group;
        ResourceGroup& made = *AddResource{}(request_);
        put_resource(resources_, scope, *made.mutable_resource());
        services_.emplace_back(service, &made);
        return made;
    }

    Request& request_;
    const Resources& resources_;
    std::vector<std::pair<std::string_view, ResourceGroup*>> services_;
    std::vector<std::pair<const ScopeDef*, ScopeGroup*>> scopes_;
};

}  // namespace vacancy::trace::otlp
