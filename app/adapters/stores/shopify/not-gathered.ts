/**
 * What of personal data in Shopify's schema is not asked for, and why. tests/contracts/coverage.test.ts walks the
 * schema and fails on a field that is neither gathered nor here: that is how a new version of the API tells what is
 * new. Deprecated fields need no row, for Shopify names what stands in their place.
 */
type Table = Readonly<Record<string, readonly string[]>>;

/** Fields that every type may have: the id as a number, a metafield by its name, a cursor. */
export const BY_RULE: readonly string[] = ['legacyResourceId', 'metafield', 'defaultCursor'];

/** Types as a whole; what of them names something of the person's, such as a product's title, is asked for even so. */
export const TYPES: Table = {
  'The shop’s catalogue and pages: the same for everybody': [
    ...['Article', 'Collection', 'Page', 'Product', 'ProductVariant', 'SellingPlanAnchor', 'TaxonomyValue'],
    ...['Model3d', 'Video', 'ReturnReasonDefinition', 'DeliveryBrandedPromise', 'MarketingEvent'],
  ],
  'The shop’s own places, devices and partners': [
    ...[
      'BusinessEntity',
      'FulfillmentOrderAssignedLocation',
      'FulfillmentOriginAddress',
      'FulfillmentService',
    ],
    ...['Location', 'PointOfSaleDevice', 'Publication'],
  ],
  'The shop itself and who owns it': [
    ...['BusinessEntityAddress', 'FinancialKycShopOwner', 'LocationAddress', 'LocationSuggestedAddress'],
    ...['Shop', 'ShopAddress'],
  ],
  'What Shop Pay was told before an order came of it: the order has the same': [
    'ShopPayPaymentRequestContactField',
  ],
  'Levels of a tree of goods, which are called full names': ['ProductTaxonomyNode', 'TaxonomyCategory'],
  'What is written, not read': ['Mutation'],
  'Staff of the shop: other people, who are named where they wrote something': ['StaffMember'],
  'Apps, which are no persons; their names are asked for': ['App', 'OrderApp'],
  'What kinds of fields the shop or an app has defined; their names are asked for': [
    ...['MetafieldDefinition', 'MetaobjectDefinition', 'MetaobjectFieldDefinition'],
  ],
  'How a file or picture is kept and shown; its address is asked for': [
    ...['GenericFile', 'Image', 'MediaImage', 'MetaobjectThumbnail'],
  ],
  'A number of things that are gathered themselves': ['Count'],
  'The merchant’s bookkeeping: what Shopify or a bank charges the shop, or how it books a sale': [
    ...['CashRoundingAdjustment', 'CurrencyExchangeAdjustment', 'SalesAgreement', 'TransactionFee'],
    'ShopifyPaymentsTransactionSet',
  ],
  'What Shopify works out for staff, from what is gathered': [
    ...['CalculatedDraftOrder', 'CustomerMergePreviewAlternateFields', 'CustomerMergePreviewDefaultFields'],
    ...['CustomerSegmentMember', 'OrderStagedChangeAddShippingLine'],
    ...['ResourceAlert', 'SuggestedRefund', 'SuggestedReturnFinancialOutcome', 'DraftOrderWarning'],
  ],
};

/** Fields, as `Type.field`; of an interface: of all its types. */
export const FIELDS: Table = {
  'It leads back to the person, or to what is gathered elsewhere': [
    ...['Customer.lastOrder', 'Customer.orders', 'CompanyContact.customer', 'CompanyContact.draftOrders'],
    ...['CompanyContact.orders', 'CompanyContactRoleAssignment.company', 'BasicEvent.subject'],
    ...['CompanyContactRoleAssignment.companyContact', 'CompanyLocation.company', 'BasicEvent.subjectId'],
    ...['CompanyLocation.roleAssignments', 'CommentEvent.subject', 'CommentEvent.embed', 'Metafield.owner'],
    ...['Metafield.ownerType', 'FulfillmentOrder.order', 'FulfillmentOrder.orderId', 'Fulfillment.order'],
    ...['FulfillmentOrder.orderName', 'FulfillmentOrder.orderProcessedAt', 'FulfillmentOrder.fulfillments'],
    ...['Fulfillment.fulfillmentOrders', 'PaymentTerms.order', 'PaymentTerms.draftOrder', 'Refund.order'],
    ...['PaymentSchedule.paymentTerms', 'Refund.return', 'Refund.transactions', 'Return.order'],
    ...['Return.transactions', 'ReverseFulfillmentOrder.order', 'ReverseDelivery.reverseFulfillmentOrder'],
    ...['OrderTransaction.order', 'CustomerPaymentMethod.customer', 'StoreCreditAccount.owner'],
    ...['CustomerPaymentMethod.subscriptionContracts', 'StoreCreditAccountTransaction.account'],
    ...['SubscriptionContract.customer', 'SubscriptionContract.orders', 'GiftCardTransaction.giftCard'],
    ...['SubscriptionBillingAttempt.subscriptionContract', 'SubscriptionBillingAttempt.transactions'],
    ...['Abandonment.abandonedCheckoutPayload', 'Abandonment.customer', 'GiftCard.lineItem'],
    ...['ShopifyPaymentsDisputeEvidence.dispute', 'LineItem.contract', 'CustomerVisit.marketingEvent'],
    ...['SubscriptionLine.concatenatedOriginContract', 'SubscriptionManualDiscount.entitledLines'],
  ],
  'The same again in other words, or told by another field': [
    ...['MailingAddress.formatted', 'MailingAddress.formattedArea', 'CompanyAddress.formattedAddress'],
    ...[
      'CompanyAddress.formattedArea',
      'CompanyAddress.zoneCode',
      'CompanyAddress.id',
      'Metafield.jsonValue',
    ],
    ...['Metaobject.values', 'Metaobject.field', 'Metaobject.thumbnailField', 'MetaobjectField.jsonValue'],
    ...['Order.billingAddressMatchesShippingAddress', 'Order.closed', 'Order.discountCode'],
    ...['Order.displayAddress', 'Order.shippingLine', 'Order.nonFulfillableLineItems', 'Order.fullyPaid'],
    ...[
      'Order.requiresShipping',
      'Order.unpaid',
      'Order.attribution',
      'LineItem.name',
      'TaxLine.ratePercentage',
    ],
    ...['BasicEvent.hasAdditionalContent', 'PaymentTerms.translatedName', 'Fulfillment.requiresShipping'],
    ...[
      'DraftOrder.billingAddressMatchesShippingAddress',
      'DraftOrderLineItem.name',
      'DraftOrderLineItem.uuid',
    ],
    ...['DraftOrderLineItem.customAttributesV2', 'DraftOrderPlatformDiscount.shortSummary'],
    ...['CustomerJourneySummary.momentsCount', 'ReverseDeliveryLabelV2.updatedAt', 'ShippingLine.custom'],
    ...['ShopifyPaymentsDisputeEvidence.cancellationPolicyFile', 'RestockingFee.id', 'DraftOrder.ready'],
    ...['ShopifyPaymentsDisputeEvidence.customerCommunicationFile', 'FulfillmentLineItem.id'],
    ...['ShopifyPaymentsDisputeEvidence.refundPolicyFile', 'FulfillmentLineItem.quantity'],
    ...['ShopifyPaymentsDisputeEvidence.serviceDocumentationFile', 'FulfillmentHold.handle'],
    ...['ShopifyPaymentsDisputeEvidence.shippingDocumentationFile', 'FulfillmentHold.heldByRequestingApp'],
    ...['ShopifyPaymentsDisputeEvidence.uncategorizedFile'],
  ],
  'An amount that follows from those of the order, its items, payments and refunds': [
    ...['Order.cartDiscountAmountSet', 'Order.currentCartDiscountAmountSet'],
    ...['Order.currentShippingPriceSet', 'Order.currentSubtotalLineItemsQuantity'],
    ...['Order.currentSubtotalPriceSet', 'Order.currentTaxLines', 'Order.currentTotalAdditionalFeesSet'],
    ...['Order.currentTotalDiscountsSet', 'Order.currentTotalDutiesSet', 'Order.currentTotalPriceSet'],
    ...['Order.currentTotalTaxSet', 'Order.currentTotalWeight', 'Order.netPaymentSet'],
    ...['Order.originalTotalAdditionalFeesSet', 'Order.originalTotalDutiesSet'],
    ...['Order.originalTotalPriceSet', 'Order.refundDiscrepancySet', 'Order.totalCapturableSet'],
    ...['Order.totalOutstandingSet', 'Order.totalReceivedSet', 'Order.totalRefundedShippingSet'],
    ...['LineItem.discountAllocations', 'LineItem.discountedTotalSet'],
    ...['LineItem.discountedUnitPriceAfterAllDiscountsSet', 'LineItem.discountedUnitPriceSet'],
    ...['LineItem.duties', 'LineItem.originalUnitPriceSet'],
    ...['LineItem.priceAfterAllDiscountsBeforeTaxesSet', 'LineItem.taxLines'],
    ...['LineItem.unfulfilledDiscountedTotalSet', 'LineItem.unfulfilledOriginalTotalSet'],
    ...['AdditionalFee.taxLines', 'TaxLine.priceSet', 'ShippingLine.currentDiscountedPriceSet'],
    ...['ShippingLine.discountAllocations', 'ShippingLine.discountedPriceSet', 'ShippingLine.taxLines'],
    ...['OrderTransaction.amountRoundingSet', 'OrderTransaction.maximumRefundableV2'],
    ...['OrderTransaction.totalUnsettledSet', 'Refund.duties', 'Refund.orderAdjustments'],
    ...['Refund.refundShippingLines', 'RefundLineItem.priceSet', 'RefundLineItem.totalTaxSet'],
    ...['Return.returnShippingFees', 'ReturnLineItem.withCodeDiscountedTotalPriceSet'],
    ...['FulfillmentLineItem.discountedTotalSet', 'FulfillmentLineItem.originalTotalSet'],
    ...['RestockingFee.amountSet', 'AbandonedCheckout.subtotalPriceSet', 'AbandonedCheckout.taxLines'],
    ...['AbandonedCheckout.totalDutiesSet', 'AbandonedCheckout.totalLineItemsPriceSet'],
    ...['AbandonedCheckout.totalTaxSet', 'AbandonedCheckoutLineItem.discountAllocations'],
    ...['AbandonedCheckoutLineItem.discountedTotalPriceSet'],
    ...['AbandonedCheckoutLineItem.discountedUnitPriceSet'],
    ...['AbandonedCheckoutLineItem.discountedUnitPriceWithCodeDiscount'],
    ...['AbandonedCheckoutLineItem.originalTotalPriceSet', 'DraftOrder.amountDueLaterSet'],
    ...['DraftOrder.amountDueNowSet', 'DraftOrder.deposit', 'DraftOrder.lineItemsSubtotalPrice'],
    ...['DraftOrder.subtotalPriceSet', 'DraftOrder.taxLines', 'DraftOrder.totalLineItemsPriceSet'],
    ...['DraftOrderLineItem.approximateDiscountedUnitPriceSet'],
    ...['DraftOrderLineItem.originalUnitPriceSet', 'DraftOrderLineItem.originalUnitPriceWithCurrency'],
    ...['DraftOrderLineItem.priceOverride', 'DraftOrderLineItem.taxLines'],
    ...['DraftOrderLineItem.totalDiscountSet', 'DraftOrderPlatformDiscount.allocations'],
    ...['DraftOrderPlatformDiscount.totalAmount', 'DraftOrderPlatformDiscount.totalAmountPriceSet'],
    ...['SubscriptionLine.discountAllocations', 'SubscriptionLine.pricingPolicy'],
    ...['SubscriptionManualDiscount.value'],
  ],
  'What staff or an app may still do with it: nothing about the person': [
    ...['CommentEvent.canDelete', 'CommentEvent.canEdit', 'Order.canMarkAsPaid'],
    ...['Order.canNotifyCustomer', 'Order.capturable', 'Order.confirmed', 'Order.edited'],
    ...['Order.fulfillable', 'Order.merchantEditable', 'Order.merchantEditableErrors'],
    ...['Order.refundable', 'Order.restockable', 'LineItem.merchantEditable'],
    ...['LineItem.nonFulfillableQuantity', 'LineItem.refundableQuantity', 'LineItem.restockable'],
    ...['LineItem.suggestedReturnReasonDefinitions', 'OrderTransaction.manuallyCapturable'],
    ...['OrderTransaction.multiCapturable', 'ReturnLineItemType.processableQuantity'],
    ...['ReturnLineItemType.refundableQuantity', 'ReturnLineItemType.unprocessedQuantity'],
    ...['ExchangeLineItem.processableQuantity', 'ExchangeLineItem.processedQuantity'],
    ...['ExchangeLineItem.unprocessedQuantity', 'FulfillmentOrder.fulfillmentOrdersForMerge'],
    ...['FulfillmentOrder.locationsForMove', 'FulfillmentOrder.supportedActions'],
    ...['DraftOrder.acceptAutomaticDiscounts', 'DraftOrder.allVariantPricesOverridden'],
    ...['DraftOrder.allowDiscountCodesInCheckout', 'DraftOrder.anyVariantPricesOverridden'],
    ...['SubscriptionBillingAttempt.respectInventoryPolicy'],
    ...['SubscriptionManualDiscount.rejectionReason', 'Abandonment.inventoryAvailable'],
    ...['GiftCard.crossCurrencyRedemptionStrategy', 'GiftCard.templateSuffix'],
  ],
  'A link with which something is changed, or a token of the machinery: no data about the person': [
    ...['CustomerEmailAddress.marketingUnsubscribeUrl', 'CustomerEmailAddress.openTrackingUrl'],
    ...['SubscriptionContract.appAdminUrl', 'SubscriptionContract.revisionId'],
    ...['SubscriptionBillingAttempt.idempotencyKey', 'SubscriptionBillingAttempt.paymentGroupId'],
    ...['SubscriptionBillingAttempt.paymentSessionId'],
    ...['SubscriptionBillingAttemptActionRequiredState.action'],
    ...['SubscriptionBillingAttemptFailedState.error'],
    ...['SubscriptionBillingAttemptPendingState.processing', 'DraftOrder.transformerFingerprint'],
    ...['Metafield.compareDigest', 'Metafield.sizeInBytes', 'Metafield.translations'],
    ...['DeliveryMethod.sourceReference', 'ShippingLine.shippingRateHandle'],
  ],
  'The company’s own, or other people’s of the company: the person has a right to what concerns them': [
    ...['Company.contactRoles', 'Company.contacts', 'Company.createdAt', 'Company.defaultRole'],
    ...['Company.draftOrders', 'Company.events', 'Company.hasTimelineComment'],
    ...['Company.lifetimeDuration', 'Company.locations', 'Company.mainContact', 'Company.metafields'],
    ...['Company.orders', 'Company.totalSpent', 'Company.updatedAt', 'CompanyAddress.createdAt'],
    ...['CompanyAddress.updatedAt', 'CompanyLocation.buyerExperienceConfiguration'],
    ...['CompanyLocation.catalogs', 'CompanyLocation.createdAt', 'CompanyLocation.currency'],
    ...['CompanyLocation.draftOrders', 'CompanyLocation.events', 'CompanyLocation.hasTimelineComment'],
    ...['CompanyLocation.inCatalog', 'CompanyLocation.metafields', 'CompanyLocation.orders'],
    ...['CompanyLocation.staffMemberAssignments', 'CompanyLocation.storeCreditAccounts'],
    ...['CompanyLocation.totalSpent', 'CompanyLocation.updatedAt'],
  ],
  'How goods are taxed, weighed, packed and moved in the shop; where they went to is gathered': [
    ...['Order.dutiesIncluded', 'Order.estimatedTaxes', 'Order.productNetwork', 'LineItem.taxable'],
    ...['LineItem.weight', 'LineItemGroup.productId', 'LineItemGroup.variantId'],
    ...['LineItemGroup.variantSku', 'LineItemSellingPlan.sellingPlanId', 'ReturnLineItem.totalWeight'],
    ...['ExchangeLineItem.lineItems', 'ExchangeLineItem.productId', 'ExchangeLineItem.variantId'],
    ...['ReverseFulfillmentOrder.lineItems', 'ReverseFulfillmentOrder.thirdPartyConfirmation'],
    ...['ReverseDelivery.reverseDeliveryLineItems', 'TaxLine.channelLiable', 'TaxLine.source'],
    ...['FulfillmentOrder.internationalDuties', 'FulfillmentOrder.lineItems'],
    ...['FulfillmentOrder.merchantRequests', 'FulfillmentOrder.remainingLineItemsWeight'],
    ...['DraftOrder.totalWeight', 'DraftOrderLineItem.isGiftCard', 'DraftOrderLineItem.requiresShipping'],
    ...['DraftOrderLineItem.taxable', 'DraftOrderLineItem.weight'],
    ...['DraftOrderPlatformDiscount.automaticDiscount', 'DraftOrderPlatformDiscount.bxgyDiscount'],
    ...['DraftOrderPlatformDiscount.discountClasses', 'DraftOrderPlatformDiscount.discountNode'],
    ...['DraftOrderPlatformDiscount.id', 'DraftOrderPlatformDiscount.presentationLevel'],
    ...['SubscriptionLine.requiresShipping', 'SubscriptionLine.sellingPlanId'],
    ...['SubscriptionLine.taxable', 'AbandonedCheckoutLineItem.parentRelationship'],
  ],
  'Which of an order’s items were in which parcel: the items and the parcels are gathered, and asking of each parcel would cost half as much again as the whole order':
    [...['Fulfillment.fulfillmentLineItems']],
  'What a record of an app refers to stands in its value by id; to follow each reference would lead through the whole shop':
    [
      ...['MetaobjectField.reference', 'MetaobjectField.references', 'Metaobject.capabilities'],
      ...['Metaobject.referencedBy'],
    ],
};

/** Roots of the query that lead to personal data and are not asked. */
export const ROOTS: Table = {
  'One object by its id; it is gathered where it hangs, or with its list': [
    ...['abandonment', 'comment', 'company', 'companyContact', 'companyContactRole', 'companyLocation'],
    ...['customerPaymentMethod', 'dispute', 'disputeEvidence', 'draftOrder', 'event', 'fulfillment'],
    ...['fulfillmentOrder', 'giftCard', 'metaobject', 'metaobjectByHandle', 'order', 'orderByIdentifier'],
    ...['refund', 'return', 'reverseDelivery', 'reverseFulfillmentOrder', 'segment', 'storeCreditAccount'],
    ...['subscriptionBillingAttempt', 'subscriptionContract'],
  ],
  'The shop’s whole list; the person’s part of it is gathered from the customer record or the orders': [
    ...['assignedFulfillmentOrders', 'companies', 'companyLocations', 'customers', 'events'],
    ...['fulfillmentOrders', 'manualHoldsFulfillmentOrders', 'subscriptionBillingAttempts'],
    'subscriptionContracts',
  ],
  'How a merging of records went that staff began; the record tells of one that is under way': [
    'customerMergeJobStatus',
  ],
};
