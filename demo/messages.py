"""What the other agency writes in the demo."""

from .other_agency import Message

MESSAGES = (
    Message(
        "1520",
        "UBND-KT",
        "báo cáo tình hình cung ứng hàng hóa thiết yếu dịp cuối năm",
        (
            "Để bảo đảm cân đối cung cầu hàng hóa dịp cuối năm, Ủy ban nhân dân tỉnh "
            "yêu cầu Sở Công Thương báo cáo tình hình dự trữ, cung ứng hàng hóa thiết "
            "yếu.",
            "Báo cáo gửi về Ủy ban nhân dân tỉnh trước thời hạn nêu trên./.",
        ),
        enclosure="Biểu mẫu báo cáo cung ứng hàng hóa",
    ),
    Message(
        "1521",
        "UBND-KT",
        "rà soát quy hoạch cụm công nghiệp trên địa bàn tỉnh",
        (
            "Giao Sở Công Thương chủ trì, phối hợp với các đơn vị liên quan rà soát "
            "quy hoạch các cụm công nghiệp trên địa bàn tỉnh./.",
        ),
        urgency=1,
    ),
    Message(
        "1522",
        "UBND-KT",
        "bảo đảm cung cấp điện mùa khô",
        ("Yêu cầu Sở Công Thương xây dựng phương án bảo đảm cung cấp điện mùa khô./.",),
        urgency=3,
        due_days=2,
    ),
    Message(
        "1523",
        "UBND-KT",
        "kiểm tra an toàn vật liệu nổ công nghiệp",
        (
            "Yêu cầu kiểm tra công tác an toàn trong bảo quản, sử dụng vật liệu nổ "
            "công nghiệp./.",
        ),
    ),
    Message(
        "1524",
        "UBND-TH",
        "xây dựng kế hoạch vốn năm sau",
        ("Đề nghị Sở Công Thương đăng ký nhu cầu vốn đầu tư công năm sau./.",),
    ),
    Message(
        "1525",
        "UBND-KT",
        "phát triển thương mại điện tử",
        ("Giao Sở Công Thương tham mưu kế hoạch phát triển thương mại điện tử./.",),
    ),
    Message(
        "1526",
        "UBND-KT",
        "hỗ trợ doanh nghiệp công nghiệp nông thôn",
        (
            "Giao Sở Công Thương đề xuất chính sách hỗ trợ cơ sở công nghiệp nông "
            "thôn./.",
        ),
    ),
    Message(
        "1527",
        "UBND-VX",
        "phối hợp tổ chức hội chợ vùng cao",
        ("Giao Sở Công Thương phối hợp tổ chức hội chợ thương mại vùng cao./.",),
    ),
    Message(
        "1528",
        "UBND-NC",
        "thực hiện cải cách hành chính quý IV",
        ("Yêu cầu các sở báo cáo kết quả cải cách hành chính quý IV./.",),
    ),
    Message(
        "1529",
        "UBND-KT",
        "quản lý hoạt động kinh doanh xăng dầu",
        ("Yêu cầu Sở Công Thương tăng cường quản lý kinh doanh xăng dầu./.",),
        urgency=2,
        due_days=3,
    ),
    Message(
        "1530",
        "UBND-KT",
        "góp ý dự thảo quy định phân cấp quản lý chợ",
        ("Đề nghị góp ý dự thảo quy định phân cấp quản lý chợ trên địa bàn tỉnh./.",),
    ),
)
